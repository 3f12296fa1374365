from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .agent_failure import refuse


@dataclass(frozen=True)
class AgentTask:
    """What the workflow tells the activity that runs an agent: `AgentTask` of src/workflows/agent-task.ts."""

    module: str
    phase: str
    agent: str
    config: Any
    input: Any
    max_attempts: int
    attempts_before: int = 0
    checkpoint: Any = None
    item: Any = None
    item_index: int | None = None
    secrets: tuple[str, ...] | None = None
    cache: dict[str, Any] | None = None

    @staticmethod
    def read(document: Any) -> AgentTask:
        """Whoever can reach Temporal can start an activity: a task that is not as the workflow makes it is refused."""
        try:
            return AgentTask(
                module=_text(document["module"]),
                phase=_text(document["phase"]),
                agent=_text(document["agent"]),
                config=document["config"],
                input=document["input"],
                max_attempts=int(document["maxAttempts"]),
                attempts_before=int(document.get("attemptsBefore", 0)),
                checkpoint=document.get("checkpoint"),
                item=document.get("item"),
                item_index=document.get("itemIndex"),
                secrets=tuple(map(_text, document["secrets"])) if document.get("secrets") is not None else None,
                cache=document.get("cache"),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise refuse("bad-task", f"this is not the task of an agent: {type(error).__name__}: {error}") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.60} is not text")
    return value
