import asyncio
import math
import threading
import unittest
from types import SimpleNamespace

from orchestrator_worker.agent_context import AgentContext
from orchestrator_worker.agent_task import AgentTask
from orchestrator_worker.agent_failure import AgentFailure
from orchestrator_worker.attempt_log import AttemptLog
from orchestrator_worker.measurements import Measurements
from orchestrator_worker.secret_mask import SecretMask
from orchestrator_worker.signal_event import SignalEvent

TASK = {"module": "m", "phase": "p", "agent": "a", "config": {}, "input": {}, "isolation": "process", "maxAttempts": 1}


class Link:
    def __init__(self):
        self.told = []

    def tell(self, message):
        self.told.append(message)


class Log(unittest.TestCase):
    def setUp(self):
        self.link = Link()
        self.log = AttemptLog(self.link, "run-1", "id", "p/a", 2)

    def messages(self):
        return [each["message"] for each in self.link.told if each["kind"] == "log"]

    def test_what_is_printed_comes_by_lines_with_its_attempt_and_its_stream(self):
        self.log.printed("one\ntw", "stdout")
        self.log.printed("apart\n", "stderr")
        self.log.printed("o\r\nthree", "stdout")
        self.log.close("success")
        self.assertEqual(self.messages(), ["one", "apart", "two", "three"])
        first, apart = self.link.told[:2]
        attempt = {"workflowId": "run-1", "runId": "id", "activityId": "p/a", "attempt": 2}
        self.assertEqual((first["attempt"], first["stream"], first["level"]), (attempt, "stdout", "INFO"))
        self.assertEqual((apart["stream"], apart["level"]), ("stderr", "WARN"))

    def test_the_end_is_told_where_something_was_said_or_went_wrong(self):
        self.log.close("success")
        self.assertEqual(self.link.told, [])
        failed = AttemptLog(self.link, "run-1", "id", "p/a", 3)
        failed.close("failed", AgentFailure("RangeError", "no", stack="at x"))
        end = self.link.told[0]
        self.assertEqual((end["kind"], end["status"], end["attempt"]["attempt"]), ("attempt_ended", "failed", 3))
        self.assertEqual(end["error"], {"type": "RangeError", "message": "no", "stack": "at x"})

    def test_what_is_said_later_is_nobodys(self):
        self.log.close("success")
        self.log.say("INFO", "late")
        self.assertEqual(self.link.told, [])

    def test_an_attempt_may_not_fill_a_disk(self):
        for _ in range(110_000):
            self.log.say("INFO", "x")
        self.assertEqual(len(self.link.told), 100_001)
        self.assertIn("log truncated", self.messages()[-1])
        big = AttemptLog(self.link, "run-1", "id", "p/b", 1)
        for _ in range(2000):
            big.say("INFO", "x" * 100_000)
        self.assertLess(sum(len(each) for each in self.messages()), 8_600_000)

    def test_lines_are_safe_to_show_and_without_secrets(self):
        self.log.mask = SecretMask(["s3cret-value"])
        self.log.say("INFO", "\x1b[2J s3cret-value", {"token": "s3cret-value", "n": math.inf})
        self.log.say("INFO", "ok", {"token": "s3cret-value"})
        self.assertEqual(self.messages()[0], "\\x1b[2J ***")
        self.assertIn("fields.n is inf", self.link.told[0]["fields"]["dropped"])
        self.assertEqual(self.link.told[1]["fields"], {"token": "***"})


class Context(unittest.TestCase):
    def setUp(self):
        self.link, self.told = Link(), []
        log = AttemptLog(self.link, "run-1", "id", "p/a", 2)
        log.mask = SecretMask(["s3cret-value"])
        heartbeat = SimpleNamespace(details={"checkpoint": [1]}, tell=lambda **news: self.told.append(news))
        self.context = AgentContext(
            AgentTask.read(TASK), config={}, input={}, attempt=2, idempotency_key="k", workflow_id="w",
            cancelled=SignalEvent(), stopping=SignalEvent(), heartbeat=heartbeat, log=log,
            measurements=Measurements(log, lambda call: None),
        )  # fmt: skip

    def test_progress_is_bounded_and_nonsense_dropped(self):
        self.context.progress(3, "s3cret-value\n")
        self.context.progress(0.5)
        self.context.progress(math.nan)
        self.context.progress("half")
        self.assertEqual(self.told, [{"progress": {"fraction": 1, "text": "***\\x0a"}}, {"progress": {"fraction": 0.5}}])
        self.assertEqual(len(self.link.told), 2)

    def test_a_checkpoint_is_json_or_dropped_with_a_warning(self):
        self.assertEqual(self.context.last_checkpoint, [1])
        self.context.checkpoint({"at": (1, 2)})
        self.context.checkpoint({1, 2})
        self.context.checkpoint("x" * 300_000)
        self.assertEqual(self.told, [{"checkpoint": {"at": [1, 2]}}])
        self.assertEqual([each["level"] for each in self.link.told], ["WARN", "WARN"])


class Task(unittest.TestCase):
    def test_what_is_no_task_is_refused_and_not_tried_again(self):
        for document in (None, [], {}, {**TASK, "module": 3}, {**TASK, "maxAttempts": "many"}, {**TASK, "secrets": "A"[:0] or [1]}):
            with self.assertRaises(AgentFailure) as caught:
                AgentTask.read(document)
            self.assertEqual((caught.exception.type, caught.exception.retryable), ("bad-task", False))


class Event(unittest.IsolatedAsyncioTestCase):
    async def test_an_event_is_awaited_by_coroutines_and_waited_for_by_threads(self):
        event = SignalEvent()
        waiting = asyncio.ensure_future(event._wait_async())
        await asyncio.sleep(0)
        threading.Timer(0.02, event.set).start()
        await asyncio.wait_for(waiting, 2)
        await asyncio.wait_for(event, 2)
        self.assertTrue(event.wait(0))
