import asyncio
import dataclasses
import datetime
import decimal
import enum
import json
import typing
import unittest
import uuid

from orchestrator_worker.agent_failure import AgentFailure
from orchestrator_worker.agent_output import to_json
from orchestrator_worker.secret_mask import SecretMask


@dataclasses.dataclass
class Camera:
    name: str
    seen: datetime.datetime


class Colour(enum.Enum):
    RED = "red"


class Point(typing.NamedTuple):
    x: int
    y: int


class AgentOutput(unittest.TestCase):
    def refused(self, value, type="bad-result", **options):
        with self.assertRaises(AgentFailure) as caught:
            to_json(value, **options)
        self.assertEqual((caught.exception.type, caught.exception.retryable), (type, False))
        return caught.exception.message

    def test_json_is_itself(self):
        for value in (None, True, 0, -1.5, "ä\n\0", [], {}, {"a": [1, {"b": None}]}, 2**53 - 1, "😀"):
            self.assertEqual(json.loads(to_json(value)), value)

    def test_what_is_converted_is_what_the_readme_says(self):
        value = (Point(1, 2), Camera("north", datetime.datetime(2026, 1, 2, 3, 4)), datetime.date(2026, 1, 2), Colour.RED, {1: "a"})
        converted = [[1, 2], {"name": "north", "seen": "2026-01-02T03:04:00"}, "2026-01-02", "red", {"1": "a"}]
        self.assertEqual(json.loads(to_json(value)), converted)

    def test_the_rest_is_refused_by_its_path_with_what_to_do(self):
        self.assertEqual(self.refused({"a": [1, float("nan")]}), "output.a[1] is nan, which JSON cannot hold")
        self.assertEqual(self.refused({"no way": {1}}), 'output["no way"] is a set: return sorted(it) or list(it)')
        self.assertIn("output[0] is bytes: return base64", self.refused([b"x"]))
        self.assertIn("output is a Decimal: return str(it)", self.refused(decimal.Decimal(1)))
        self.assertIn("output is a UUID: return str(it)", self.refused(uuid.uuid4()))
        self.assertIn("output is an integer beyond 2^53", self.refused(2**53))
        self.assertIn("output is a generator: return list(it)", self.refused(each for each in ()))
        self.assertIn("output is an exception: raise it", self.refused(ValueError()))
        self.assertIn("output is an object of class AgentOutput", self.refused(self))
        self.assertIn("output is a function, which", self.refused(lambda: 1))
        self.assertIn("output is a class, which", self.refused(Camera))
        self.assertIn("a dict with the key (1, 2): a key is text", self.refused({(1, 2): 3}))
        self.assertIn("a dict with the key True", self.refused({True: 3}))
        self.assertIn('two keys that are both "1"', self.refused({1: 0, "1": 0}))
        coroutine = asyncio.sleep(0)
        self.assertIn("output is a coroutine or future: await it", self.refused(coroutine))
        coroutine.close()

    def test_cycles_and_depth_are_refused(self):
        value = {}
        value["self"] = [value]
        self.assertEqual(self.refused(value), "output.self[0] is an object that contains itself")
        deep = []
        for _ in range(100_000):
            deep = [deep]
        self.assertRegex(self.refused(deep), r"output\[0\].*….*more than 200 levels deep")
        shared = [1]
        self.assertEqual(to_json([shared, shared]), b"[[1],[1]]")

    def test_too_much_is_refused_before_it_is_copied(self):
        self.assertIn("1900000 bytes of JSON are the limit", self.refused("x" * 2_000_000, "result-too-large"))
        self.assertIn("more, where", self.refused([["x" * 1000] * 1000] * 1_000_000, "result-too-large"))
        self.assertIn("1000002 bytes", self.refused("ä" * 500_000, "result-too-large", limit=600_000))

    def test_half_of_a_surrogate_pair_is_written_as_an_escape(self):
        self.assertEqual(to_json(["\ud800"]), b'["\\ud800"]')

    def test_secrets_are_masked_in_keys_texts_and_numbers(self):
        mask = SecretMask(["hunter2-is-secret", "12345678"])
        value = {"hunter2-is-secret": ["a hunter2-is-secret b", 12345678, 1]}
        self.assertEqual(json.loads(to_json(value, mask=mask)), {"***": ["a *** b", "***", 1]})
