from __future__ import annotations

import json
import threading
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .agent_output import to_json
from .failure_of import failure_of
from .safe_text import to_text
from .secret_mask import NO_MASK, SecretMask

if TYPE_CHECKING:
    from .agent_failure import AgentFailure
    from .parent_link import ParentLink

_MESSAGE_LIMIT = 8 * 1024
_BYTES, _LINES = 8 * 1024 * 1024, 100_000
"""What an attempt may say before the rest is left out. What the parent keeps of it is less."""

current_log: ContextVar[AttemptLog | None] = ContextVar("current_log", default=None)
"""The log of the attempt that code belongs to. Threads that an agent starts itself have none before Python 3.14."""


class AttemptLog:
    """
    What an attempt says: its `context.log`, `logging`, and what it prints. Bounded, safe to show, without secrets.
    `close` ends it: what an agent says after its attempt has ended is nobody's.
    """

    def __init__(self, link: ParentLink, workflow_id: str, run_id: str, activity_id: str, attempt: int) -> None:
        self.mask: SecretMask = NO_MASK
        self.traceparent: str | None = None
        self._link = link
        self.attempt = {"workflowId": workflow_id, "runId": run_id, "activityId": activity_id, "attempt": attempt}
        self._started_at = time.monotonic()
        self._is_empty = True
        self._lock = threading.Lock()
        self._bytes_left, self._lines_left = _BYTES, _LINES
        self._partial = {"stdout": "", "stderr": ""}
        self._open = True

    def has_span(self, traceparent: str) -> None:
        self.traceparent = traceparent
        self.attempt = {**self.attempt, "traceparent": traceparent}

    def say(self, level: str, message: object, fields: object = None, stream: str | None = None) -> None:
        text = to_text(message, _MESSAGE_LIMIT, self.mask)
        line: dict[str, Any] = {"kind": "log", "level": level, "message": text, "attempt": self.attempt}
        if fields is not None:
            line["fields"] = self._fields(fields)
        if stream is not None:
            line["stream"] = stream
        with self._lock:
            if not self._open or self._lines_left < 0 or self._bytes_left < 0:
                return
            self._bytes_left -= len(text) + (len(json.dumps(line["fields"])) if fields is not None else 0)
            self._lines_left -= 1
            if self._lines_left < 0 or self._bytes_left < 0:
                text = f"log truncated: an attempt may log {_LINES} lines, {_BYTES} bytes"
                line = {"kind": "log", "level": "WARN", "message": text, "attempt": self.attempt}
            self._is_empty = False
        self._link.tell(line)

    def printed(self, text: str, stream: str) -> None:
        """A part of what goes to stdout or stderr; a line is said when it has ended."""
        with self._lock:
            *lines, rest = (self._partial[stream] + text).split("\n")
            self._partial[stream] = rest[-2 * _MESSAGE_LIMIT :]
        for line in lines:
            self.say("INFO" if stream == "stdout" else "WARN", line.rstrip("\r"), stream=stream)

    def measured(self, measurements: list[dict[str, Any]]) -> None:
        with self._lock:
            if not self._open:
                return
            self._is_empty = False  # the parent may have a word on it
        self._link.tell({"kind": "measurements", "attempt": self.attempt, "measurements": measurements})

    def close(self, status: str, failure: AgentFailure | None = None) -> None:
        """How the attempt ended. Of one that was quiet and succeeded there is nothing to tell, unless it has a span."""
        for stream, rest in self._partial.items():
            if rest:
                self.printed("\n", stream)
        self._open = False
        if self._is_empty and status == "success" and self.traceparent is None:
            return
        seconds = time.monotonic() - self._started_at
        message = {"kind": "attempt_ended", "attempt": self.attempt, "status": status, "seconds": seconds}
        if failure is not None:
            message["error"] = {"type": failure.type, "message": failure.message, "stack": failure.stack}
        self._link.tell(message)

    def _fields(self, fields: object) -> dict[str, Any]:
        try:
            value = self.mask.value(json.loads(to_json(fields, name="fields", limit=_MESSAGE_LIMIT)))
            return value if isinstance(value, dict) else {"value": value}
        except Exception as error:
            return {"dropped": failure_of(error).message}
