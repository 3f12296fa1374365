import unittest

from orchestrator_worker.failure_of import failure_of
from orchestrator_worker.secret_mask import SecretMask
from temporalio.exceptions import ApplicationError


def raised(function):
    try:
        function()
    except BaseException as error:
        return error


class RateLimited(Exception):
    retryable = False


class Hostile(Exception):
    def __str__(self):
        raise RuntimeError("no")

    @property
    def retryable(self):
        raise RuntimeError("no")


class FailureOf(unittest.TestCase):
    def test_the_type_is_the_name_of_the_class(self):
        failure = failure_of(raised(lambda: int("x")))
        self.assertEqual((failure.type, failure.retryable), ("ValueError", True))
        self.assertIn("invalid literal", failure.message)
        self.assertIn("test_failure_of.py", failure.stack)

    def test_an_exception_may_say_that_no_retry_helps(self):
        self.assertFalse(failure_of(RateLimited("x")).retryable)
        self.assertFalse(failure_of(ApplicationError("x", non_retryable=True)).retryable)
        self.assertEqual(failure_of(ApplicationError("x", type="Mine")).type, "Mine")

    def test_an_exception_may_say_how_long_to_wait(self):
        def after(value):
            error = RuntimeError("later")
            error.retry_after = value
            return failure_of(failure_of(error)).retry_after

        self.assertEqual([after(2.5), after(90), after(86_400)], [2.5, 90, 3600])
        self.assertEqual([after(value) for value in (0, -1, True, "5", None, float("nan"))], [None] * 6)

    def test_causes_are_told_in_bounds_and_circles_end(self):
        def chained():
            try:
                int("x")
            except ValueError as error:
                raise RuntimeError("outer") from error

        self.assertIn("outer\ncaused by ValueError: invalid literal", failure_of(raised(chained)).message)
        one, two = RuntimeError("one"), RuntimeError("two")
        one.__cause__, two.__cause__ = two, one
        self.assertEqual(failure_of(one).message, "one\ncaused by RuntimeError: two")

    def test_nothing_of_the_exception_is_trusted(self):
        self.assertEqual(failure_of(Hostile()).message, "an error that cannot be shown")
        self.assertEqual(failure_of(Exception()).message, "(no message)")
        self.assertEqual(failure_of(Exception("a\x1b[31m\u202eb")).message, "a\\x1b[31m\\u202eb")

    def test_messages_and_stacks_are_bounded(self):
        def ping(left):
            return pong(left - 1) if left else int("x" * 100_000)

        def pong(left):
            return ping(left - 1)

        failure = failure_of(raised(lambda: ping(500)))
        self.assertLessEqual(len(failure.message.encode()), 2048)
        self.assertLessEqual(len(failure.stack.encode()), 4096)
        self.assertIn("\n  …\n", failure.stack)
        self.assertIn('int("x"', failure.stack)

    def test_sys_exit_is_a_failure_of_its_own_name(self):
        failure = failure_of(raised(lambda: exit(3)))
        self.assertEqual((failure.type, failure.message), ("AgentExited", "the agent called sys.exit(3)"))

    def test_secrets_are_masked_before_the_message_is_cut(self):
        mask = SecretMask(["a-long-secret-value"])
        failure = failure_of(ValueError("x" * 2040 + "a-long-secret-value"), mask)
        self.assertNotIn("a-long", failure.message)
