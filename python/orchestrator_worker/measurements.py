from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable
from numbers import Real
from typing import Any

from .attempt_log import AttemptLog
from .safe_text import cut_text, to_text

PAUSE = 0.2
"""Seconds between what is handed on. The first goes at once."""
_HISTOGRAM_VALUES = 10_000
_BATCH = 1000
_WARNINGS = 20
_LABELS, _LABEL_LIMIT = 5, 100
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}", re.ASCII)


class Measurements:
    """
    Collects what an agent measures, with the bounds of src/activities/executor/measurements.ts: a counter's steps become one,
    of a gauge the last value is kept. What is no measurement is dropped with a warning, one for each metric: it is no reason
    to lose the work. `later` calls a function after a pause; from any thread.
    """

    def __init__(self, log: AttemptLog, later: Callable[[Callable[[], None]], None]) -> None:
        self._log = log
        self._later = later
        self._lock = threading.Lock()
        self._waiting: dict[object, dict[str, Any]] = {}
        self._warned: set[str] = set()
        self._histogram_values = 0
        self._is_due = False
        self._told_at = -math.inf

    def add(self, kind: str, name: object, value: object, labels: object) -> None:
        try:
            measurement = _measurement(kind, name, value, labels)
            with self._lock:
                self._keep(measurement)
        except Exception as error:
            metric = to_text(name, 60, self._log.mask)
            if metric not in self._warned and len(self._warned) < _WARNINGS:
                self._warned.add(metric)
                self._log.say("WARN", f"What was measured as {kind} {metric} was dropped: {error}")
            return
        if len(self._waiting) >= _BATCH or time.monotonic() - self._told_at >= PAUSE:
            self.flush()
        elif not self._is_due:
            self._is_due = True
            self._later(self.flush)

    def flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            self._is_due = False
            self._told_at = time.monotonic()
        if waiting:
            self._log.measured([self._masked(each) for each in waiting.values()])

    def _keep(self, measurement: dict[str, Any]) -> None:
        kind, name, labels = measurement["kind"], measurement["name"], measurement["labels"]
        if kind == "histogram":
            self._histogram_values += 1
            if self._histogram_values > _HISTOGRAM_VALUES:
                raise ValueError(f"an attempt may give {_HISTOGRAM_VALUES} values")
            self._waiting[self._histogram_values] = measurement
            return
        key = (kind, name, tuple(labels.items()))
        before = self._waiting.get(key)
        if kind == "counter" and before is not None:
            before["value"] += measurement["value"]
        else:
            self._waiting[key] = measurement

    def _masked(self, measurement: dict[str, Any]) -> dict[str, Any]:
        text = self._log.mask.text
        labels = {name: text(value) for name, value in measurement["labels"].items()}
        return {**measurement, "name": text(measurement["name"]), "labels": labels}


class AgentMetrics:
    """Exported by the worker as `orchestrator_agent_NAME`, where it serves metrics. Labels are few and short; never an id."""

    def __init__(self, measurements: Measurements) -> None:
        self._add = measurements.add

    def counter(self, name: str, value: float = 1, labels: dict[str, Any] | None = None) -> None:
        """Grows by `value`."""
        self._add("counter", name, value, labels)

    def gauge(self, name: str, value: float, labels: dict[str, Any] | None = None) -> None:
        self._add("gauge", name, value, labels)

    def histogram(self, name: str, value: float, labels: dict[str, Any] | None = None) -> None:
        self._add("histogram", name, value, labels)


def _measurement(kind: str, name: object, value: object, labels: object) -> dict[str, Any]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError('its name must be letters, digits and "_", up to 60')
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError("its value must be a number")
    if kind == "counter" and value < 0:
        raise ValueError("a counter only grows: use a gauge")
    if not isinstance(labels or {}, dict):
        raise ValueError("its labels must be a dict")
    entries = [_label(*entry) for entry in dict(labels or {}).items()]
    if len(entries) > _LABELS:
        raise ValueError(f"it may have {_LABELS} labels")
    return {"kind": kind, "name": name, "value": float(value), "labels": dict(sorted(entries))}


def _label(name: object, value: object) -> tuple[str, str]:
    """A histogram keeps `le` to itself."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name.startswith("__") or name == "le":
        raise ValueError("a label has a bad name")
    if not isinstance(value, (str, int, float)):
        raise ValueError(f"its label {name} must be text")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return name, cut_text(text, _LABEL_LIMIT)
