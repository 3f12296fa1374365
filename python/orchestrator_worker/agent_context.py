from __future__ import annotations

import json
import math
from typing import Any

from .agent_output import to_json
from .agent_task import AgentTask
from .attempt_log import AttemptLog
from .failure_of import failure_of
from .heartbeat import Heartbeat
from .measurements import AgentMetrics, Measurements
from .safe_text import to_text
from .signal_event import SignalEvent

_CHECKPOINT_LIMIT = 256 * 1024
"""What fits beside the rest of a heartbeat."""
_PROGRESS_TEXT = 200


class AgentLog:
    """`fields` is a dict of JSON values. `print` and `logging` go the same way."""

    def __init__(self, log: AttemptLog) -> None:
        self._log = log

    def debug(self, message: object, fields: dict[str, Any] | None = None) -> None:
        self._log.say("DEBUG", message, fields)

    def info(self, message: object, fields: dict[str, Any] | None = None) -> None:
        self._log.say("INFO", message, fields)

    def warning(self, message: object, fields: dict[str, Any] | None = None) -> None:
        self._log.say("WARN", message, fields)

    def error(self, message: object, fields: dict[str, Any] | None = None) -> None:
        self._log.say("ERROR", message, fields)


class AgentContext:
    """Everything an agent is given for one attempt. A bad progress or checkpoint is dropped with a warning: it is no reason to lose the work."""

    def __init__(
        self,
        task: AgentTask,
        *,
        config: Any,
        input: Any,
        attempt: int,
        idempotency_key: str,
        workflow_id: str,
        cancelled: SignalEvent,
        stopping: SignalEvent,
        heartbeat: Heartbeat,
        log: AttemptLog,
        measurements: Measurements,
    ) -> None:
        self.config = config
        """The section of the configuration that the agent's `config_key` names; `{}` where it has none."""
        self.input = input
        """The agent's `with`; `{}` where it has none."""
        self.item = task.item
        """Of a `for_each`; else None, as is `item_index`."""
        self.item_index = task.item_index
        self.phase = task.phase
        self.agent = task.agent
        self.workflow_id = workflow_id
        self.attempt = attempt
        """1 for the first attempt."""
        self.idempotency_key = idempotency_key
        """The same for every attempt of this agent in this run. Agents run at least once: give it to services that can deduplicate."""
        self.cancelled = cancelled
        """Set when the agent is to end: the run is cancelled, the attempt timed out, or the worker is about to end."""
        self.stopping = stopping
        """Set as soon as the worker begins to shut down, some 20 seconds before `cancelled`: time to save a checkpoint."""
        self.last_checkpoint = heartbeat.details.get("checkpoint")
        """What an earlier attempt of this agent last gave to `checkpoint()`, or None."""
        self.traceparent = log.traceparent
        """W3C Trace Context of this attempt, where the worker sends traces, or None: spans of your own that have it as their parent join the run's trace."""
        self.log = AgentLog(log)
        self.metrics = AgentMetrics(measurements)
        self._heartbeat = heartbeat
        self._log = log

    def progress(self, fraction: float, text: str | None = None) -> None:
        """Shown while the agent is at work. `fraction` is 0 to 1. Cheap: call it as often as you like."""
        if isinstance(fraction, bool) or not isinstance(fraction, (int, float)) or math.isnan(fraction):
            self._log.say("WARN", f"A progress was dropped: {fraction!r:.100} is not a number from 0 to 1")
            return
        shown: dict[str, Any] = {"fraction": min(1, max(0, fraction))}
        if text is not None:
            shown["text"] = to_text(text, _PROGRESS_TEXT, self._log.mask)
        self._heartbeat.tell(progress=shown)

    def checkpoint(self, value: Any) -> None:
        """Keeps a small JSON value for the next attempt, which finds it in `last_checkpoint`."""
        try:
            data = to_json(value, name="checkpoint", limit=_CHECKPOINT_LIMIT)
        except Exception as error:
            self._log.say("WARN", f"A checkpoint was dropped: {failure_of(error).message}")
            return
        self._heartbeat.tell(checkpoint=self._log.mask.value(json.loads(data)))
