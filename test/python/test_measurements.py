import math
import unittest
from unittest import mock

from orchestrator_worker.attempt_log import AttemptLog
from orchestrator_worker.measurements import AgentMetrics, Measurements
from orchestrator_worker.secret_mask import SecretMask


class Link:
    def __init__(self):
        self.told = []

    def tell(self, message):
        self.told.append(message)


class Measuring(unittest.TestCase):
    def setUp(self):
        self.link, self.due = Link(), []
        self.log = AttemptLog(self.link, "run-1", "id", "p/a", 2)
        self.measurements = Measurements(self.log, self.due.append)
        self.metrics = AgentMetrics(self.measurements)

    def told(self):
        return [each for message in self.link.told if message["kind"] == "measurements" for each in message["measurements"]]

    def warnings(self):
        return [each["message"] for each in self.link.told if each["kind"] == "log"]

    def test_a_loop_that_counts_costs_few_messages(self):
        with mock.patch("orchestrator_worker.measurements.time.monotonic", lambda: 5.0):
            for _ in range(1000):
                self.metrics.counter("rows", labels={"table": "cameras"})
                self.metrics.gauge("queue", 7)
        self.assertEqual([len(self.link.told), len(self.due)], [1, 1])
        self.due[0]()
        self.assertEqual(len(self.link.told), 2)
        rows = [each for each in self.told() if each["name"] == "rows"]
        self.assertEqual(sum(each["value"] for each in rows), 1000)
        self.assertEqual(rows[0]["labels"], {"table": "cameras"})
        self.assertIn({"kind": "gauge", "name": "queue", "value": 7, "labels": {}}, self.told())
        self.assertEqual(self.link.told[0]["attempt"]["activityId"], "p/a")

    def test_every_value_of_a_histogram_is_kept_up_to_a_bound(self):
        for value in range(10_002):
            self.metrics.histogram("seconds", value)
        self.measurements.flush()
        self.assertEqual([each["value"] for each in self.told()], list(map(float, range(10_000))))
        self.assertEqual(self.warnings(), ["What was measured as histogram seconds was dropped: an attempt may give 10000 values"])

    def test_what_is_no_measurement_is_dropped_with_one_warning_for_each_metric(self):
        for _ in range(2):
            self.metrics.counter("a b")
            self.metrics.counter("shrinks", -1)
            self.metrics.gauge("none", None)
            self.metrics.gauge("nan", math.nan)
            self.metrics.gauge("flag", True)
            self.metrics.gauge("many", 1, {f"l{n}": n for n in range(6)})
            self.metrics.gauge("bad_label", 1, {"le": "x"})
            self.metrics.gauge("no_text", 1, {"a": []})
            self.metrics.gauge("no_labels", 1, ["a"])
        self.measurements.flush()
        self.assertEqual(self.told(), [])
        self.assertEqual(len(self.warnings()), 9)

    def test_labels_are_text_in_order_short_and_without_secrets(self):
        self.log.mask = SecretMask(["s3cret-value"])
        self.metrics.counter("rows", 2, {"z": True, "b": 1, "a": "of s3cret-value", "long": "x" * 200})
        labels = self.told()[0]["labels"]
        self.assertEqual(list(labels), ["a", "b", "long", "z"])
        self.assertEqual((labels["a"], labels["b"], labels["z"], len(labels["long"].encode())), ("of ***", "1", "true", 100))

    def test_what_is_measured_after_the_end_is_nobodys_and_the_end_is_told(self):
        self.metrics.counter("rows")
        self.log.close("success")
        self.metrics.counter("rows")
        self.measurements.flush()
        self.assertEqual([each["kind"] for each in self.link.told], ["measurements", "attempt_ended"])


if __name__ == "__main__":
    unittest.main()
