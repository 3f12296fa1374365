from __future__ import annotations

import asyncio
import os
import traceback

from temporalio.exceptions import ApplicationError

from .agent_failure import AgentFailure
from .safe_text import to_text
from .secret_mask import NO_MASK, SecretMask

_MESSAGE_LIMIT = 2048
_STACK_LIMIT = 4096
_CAUSES = 5
_LONGEST_PAUSE = 3600.0
# Frames of these say nothing of the agent.
_NOT_AGENTS = (os.path.dirname(__file__), os.path.dirname(asyncio.__file__), "<frozen importlib")


def failure_of(error: BaseException, mask: SecretMask = NO_MASK) -> AgentFailure:
    """Whatever was raised, as a failure that can be sent. Nothing of it is trusted: `str()` of an exception may raise."""
    if isinstance(error, AgentFailure):
        message, stack = mask.text(error.message), mask.text(error.stack)
        return AgentFailure(error.type, message, retryable=error.retryable, stack=stack, retry_after=error.retry_after)
    message = to_text(_with_causes(error), _MESSAGE_LIMIT, mask, "\n\t")
    stack = to_text(_stack_of(error), _STACK_LIMIT, mask, "\n\t")
    return AgentFailure(
        mask.text(_type_of(error)),
        message,
        retryable=not _asks_for_no_retry(error),
        stack=stack,
        retry_after=_retry_after(error),
    )


def _type_of(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "AgentExited"
    if isinstance(error, ApplicationError) and error.type:
        return error.type[:200]
    return type(error).__name__[:200]


def _with_causes(error: BaseException) -> str:
    lines: list[str] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen and len(lines) <= _CAUSES:
        seen.add(id(each))
        text = _message_of(each)
        lines.append(text if not lines else f"caused by {_type_of(each)}: {text}")
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n".join(lines)


def _message_of(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"the agent called sys.exit({error.code!r})"[:_MESSAGE_LIMIT]
    try:
        text = error.message if isinstance(error, ApplicationError) else str(error)
    except BaseException:
        return "an error that cannot be shown"
    return text[: 8 * _MESSAGE_LIMIT] or "(no message)"


def _stack_of(error: BaseException) -> str:
    """The agent's frames, without ours above them. The innermost ones say most: where it is long, the middle is left out."""
    try:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_NOT_AGENTS)]
        lines = traceback.format_list(frames)
    except Exception:
        return ""
    left = _STACK_LIMIT - 100 - sum(len(line.encode()) for line in lines[:1])
    inner: list[str] = []
    for line in reversed(lines[1:]):
        left -= len(line.encode())
        if left < 0:
            inner.append("  …\n")
            break
        inner.append(line)
    return "".join([*lines[:1], *reversed(inner)])


def _asks_for_no_retry(error: BaseException) -> bool:
    """An exception can say itself that another attempt is no use: `retryable = False` or `non_retryable = True`."""
    return _attribute(error, "retryable") is False or _attribute(error, "non_retryable") is True


def _retry_after(error: BaseException) -> float | None:
    """An exception can say itself when another attempt makes sense: `retry_after`, in seconds. An hour at most."""
    value = _attribute(error, "retry_after")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0.001:
        return None
    return min(value, _LONGEST_PAUSE)


def _attribute(error: BaseException, name: str) -> object:
    try:
        return getattr(error, name, None)
    except Exception:
        return None
