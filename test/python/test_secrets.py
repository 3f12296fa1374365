import unittest

from orchestrator_worker.agent_failure import AgentFailure
from orchestrator_worker.resolve_secrets import resolve_secrets
from orchestrator_worker.secret_mask import NO_MASK, SecretMask


class Secrets(unittest.TestCase):
    def test_references_are_replaced_in_texts_and_escapes_undone(self):
        written = {"a": ["Bearer ${secret:TOKEN}", "$${secret:TOKEN}", 3, None], "${secret:TOKEN}": "$${x} ${y}"}
        resolved = {"a": ["Bearer s3cret", "${secret:TOKEN}", 3, None], "${secret:TOKEN}": "${x} ${y}"}
        self.assertEqual(resolve_secrets(written, {"TOKEN": "s3cret"}), resolved)

    def test_a_secret_may_hold_what_looks_like_a_reference(self):
        self.assertEqual(resolve_secrets("${secret:A}", {"A": "${secret:B}$${", "B": "b"}), "${secret:B}$${")

    def test_a_name_that_was_not_declared_is_refused(self):
        with self.assertRaises(AgentFailure) as caught:
            resolve_secrets("${secret:OTHER}", {"A": "x"})
        self.assertEqual((caught.exception.type, caught.exception.retryable), ("undeclared-secret", False))

    def test_overlapping_secrets_are_masked_together(self):
        mask = SecretMask(["abcdef", "defghi", "abcdefghi"])
        self.assertEqual(mask.text("x abcdefghi y abcdef"), "x *** y ***")
        self.assertEqual(mask.text("nothing"), "nothing")

    def test_a_repr_and_an_escape_of_python_are_masked(self):
        mask = SecretMask(["line\nbreak-ä"])
        self.assertEqual(mask.text(repr({"k": "line\nbreak-ä"})), "{'k': '***'}")
        self.assertEqual(mask.text('"line\\nbreak-\\u00e4"'), '"***"')

    def test_short_values_and_no_secrets_leave_everything_as_it_is(self):
        self.assertEqual(SecretMask(["abc"]).text("abc"), "abc")
        value = {"a": [1, True, None, 1.5]}
        self.assertIs(NO_MASK.value(value), value)
