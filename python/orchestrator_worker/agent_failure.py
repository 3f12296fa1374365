from __future__ import annotations


class AgentFailure(Exception):
    """
    Why an attempt failed, bounded and safe to send. `type` is the name of the agent's own exception class, or one of ours.
    Never retried: `agent-not-found`, `not-an-agent`, `agent-load-failed`, `bad-config`, `bad-result`, `result-too-large`.
    """

    def __init__(
        self, type: str, message: str, *, retryable: bool = True, stack: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.type = type
        self.message = message
        self.retryable = retryable
        self.stack = stack
        self.retry_after = retry_after
        """Seconds until the next attempt, in place of the pause that `retry` says."""


def refuse(type: str, message: str) -> AgentFailure:
    """A failure that another attempt cannot mend."""
    return AgentFailure(type, message, retryable=False)


class AgentInterrupted(BaseException):
    """Raised inside an agent that went on after it was told to stop. Not an `Exception`: an agent is not to swallow it."""
