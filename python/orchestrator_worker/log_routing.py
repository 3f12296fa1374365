from __future__ import annotations

import io
import logging
import sys
from typing import TYPE_CHECKING, TextIO

from .attempt_log import current_log
from .safe_text import to_text
from .secret_mask import NO_MASK

if TYPE_CHECKING:
    from .parent_link import ParentLink


def route_logs(link: ParentLink) -> None:
    """Sends what is printed and logged in this process to the log of the attempt that it belongs to, or to the worker's."""
    sys.stdout.reconfigure(line_buffering=True)
    sys.stdout = _Printed(sys.stdout, "stdout")
    sys.stderr = _Printed(sys.stderr, "stderr")
    root = logging.getLogger()
    root.addHandler(_Handler(link))
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    # Of itself the SDK has only warnings to tell.
    logging.getLogger("temporalio").setLevel(logging.WARNING)


class _Printed(io.TextIOBase):
    """What `print` writes to. Programs that an agent starts, and libraries in C, write to stderr past it."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, text: str) -> int:
        log = current_log.get()
        if log is None:
            return self._stream.write(text)
        log.printed(str(text), self._name)
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def writable(self) -> bool:
        return True

    def reconfigure(self, **_options: object) -> None:
        """Programs of their own set an encoding with it. Here everything is UTF-8 and goes by lines."""

    def fileno(self) -> int:
        return self._stream.fileno()

    @property
    def buffer(self) -> io.BufferedIOBase:
        return self._stream.buffer

    @property
    def encoding(self) -> str:
        return "utf-8"


class _Handler(logging.Handler):
    def __init__(self, link: ParentLink) -> None:
        super().__init__()
        self._link = link

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
            error = record.exc_info[1] if record.exc_info else None
            if error is not None:
                message += f": {type(error).__name__}: {error}"
        except Exception as broken:  # a wrong format string is no reason to lose the attempt
            message = f"a log record that cannot be shown ({type(broken).__name__}): {record.msg!r}"
        level = _level_of(record.levelno)
        log = current_log.get()
        if log is not None:
            log.say(level, message)
        else:
            self._link.tell({"kind": "log", "level": level, "message": to_text(message, 8 * 1024, NO_MASK)})


def _level_of(number: int) -> str:
    if number >= logging.ERROR:
        return "ERROR"
    if number >= logging.WARNING:
        return "WARN"
    return "INFO" if number >= logging.INFO else "DEBUG"
