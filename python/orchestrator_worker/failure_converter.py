from __future__ import annotations

from datetime import timedelta

from temporalio import activity
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import ApplicationError, CancelledError

from .agent_failure import AgentFailure


class AgentFailureConverter(DefaultFailureConverter):
    """
    Makes failures what the Node worker makes of them: an agent's carries the agent's own stack, bounded, and that of a
    cancelled attempt how many attempts there were, which the SDK would drop.
    """

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        if isinstance(exception, CancelledError) and not exception.details and activity.in_activity():
            exception = CancelledError("the agent was cancelled", attempts_so_far())
        super().to_failure(exception, payload_converter, failure)
        cause = exception.__cause__
        if isinstance(exception, ApplicationError) and isinstance(cause, AgentFailure):
            failure.stack_trace = cause.stack
            failure.ClearField("cause")


class EncodingFailureConverter(AgentFailureConverter):
    """Also makes a payload of the message and the stack, which is encrypted as all payloads are."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        super().to_failure(exception, payload_converter, failure)
        attributes = {"message": failure.message, "stack_trace": failure.stack_trace}
        failure.encoded_attributes.CopyFrom(payload_converter.to_payloads([attributes])[0])
        failure.message = "Encoded failure"
        failure.stack_trace = ""


def attempts_so_far() -> dict[str, int]:
    return {"attempts": activity.info().attempt}


def application_error(failure: AgentFailure) -> ApplicationError:
    error = ApplicationError(
        failure.message,
        attempts_so_far(),
        type=failure.type,
        non_retryable=not failure.retryable,
        next_retry_delay=None if failure.retry_after is None else timedelta(seconds=failure.retry_after),
    )
    error.__cause__ = failure
    return error
