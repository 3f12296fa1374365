from __future__ import annotations

import json
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from .agent_output import to_json
from .failure_of import failure_of
from .safe_text import to_text
from .secret_mask import NO_MASK, SecretMask

if TYPE_CHECKING:
    from .parent_link import ParentLink

_MESSAGE_LIMIT = 8 * 1024
_BYTES, _LINES = 1024 * 1024, 10_000

current_log: ContextVar[AttemptLog | None] = ContextVar("current_log", default=None)
"""The log of the attempt that code belongs to. Threads that an agent starts itself have none before Python 3.14."""


class AttemptLog:
    """
    What an attempt says: its `context.log`, `logging`, and what it prints. Bounded, safe to show, without secrets.
    `close` ends it: what an agent says after its attempt has ended is nobody's.
    """

    def __init__(self, link: ParentLink, agent: str, workflow_id: str) -> None:
        self.mask: SecretMask = NO_MASK
        self._link = link
        self._labels = {"agent": agent, "workflowId": workflow_id}
        self._lock = threading.Lock()
        self._bytes_left, self._lines_left = _BYTES, _LINES
        self._partial = ""
        self._open = True

    def say(self, level: str, message: object, fields: object = None) -> None:
        text = to_text(message, _MESSAGE_LIMIT, self.mask)
        line: dict[str, Any] = {"kind": "log", "level": level, "message": text, **self._labels}
        if fields is not None:
            line["fields"] = self._fields(fields)
        with self._lock:
            if not self._open or self._lines_left < 0 or self._bytes_left < 0:
                return
            self._bytes_left -= len(text) + (len(json.dumps(line["fields"])) if fields is not None else 0)
            self._lines_left -= 1
            if self._lines_left < 0 or self._bytes_left < 0:
                text = f"log truncated: an attempt may log {_LINES} lines, {_BYTES} bytes"
                line = {"kind": "log", "level": "WARN", "message": text, **self._labels}
        self._link.tell(line)

    def printed(self, text: str) -> None:
        """A part of what goes to stdout or stderr; a line is said when it has ended."""
        with self._lock:
            *lines, rest = (self._partial + text).split("\n")
            self._partial = rest[-2 * _MESSAGE_LIMIT :]
        for line in lines:
            self.say("INFO", line.rstrip("\r"))

    def close(self) -> None:
        if self._partial:
            self.printed("\n")
        self._open = False

    def _fields(self, fields: object) -> dict[str, Any]:
        try:
            value = self.mask.value(json.loads(to_json(fields, name="fields", limit=_MESSAGE_LIMIT)))
            return value if isinstance(value, dict) else {"value": value}
        except Exception as error:
            return {"dropped": failure_of(error).message}
