from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from temporalio import activity
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from .agent_context import AgentContext
from .agent_failure import AgentFailure, refuse
from .agent_task import AgentTask
from .agent_thread import AgentThread
from .attempt_log import AttemptLog, current_log
from .failure_converter import application_error
from .failure_of import failure_of
from .hand_over import hand_over
from .heartbeat import Heartbeat
from .measurements import PAUSE, Measurements
from .resolve_secrets import resolve_secrets
from .run_attempt import run_attempt
from .secret_mask import SecretMask
from .signal_event import SignalEvent

if TYPE_CHECKING:
    from .parent_link import ParentLink

_INTERRUPT_AFTER, _GIVE_UP_AFTER = 10.0, 30.0
"""Seconds from the moment an agent was told to end."""
_INTERRUPT_AT_SHUTDOWN, _GIVE_UP_AT_SHUTDOWN = 2.0, 4.0


class AgentRunner:
    """The activity behind every agent: one attempt, its heartbeats, its cancellation, and what is told of its end."""

    def __init__(self, root: str, link: ParentLink, stopping: SignalEvent, output_limit: int, traces: bool) -> None:
        self._root = root
        self._output_limit = output_limit
        self._link = link
        self._stopping = stopping
        self._traces = traces

    @activity.defn(dynamic=True)
    async def run_agent(self, args: Sequence[RawValue]) -> RawValue:
        info = activity.info()
        heartbeat = Heartbeat()
        log = AttemptLog(
            self._link, info.workflow_id or "", info.workflow_run_id or "", info.activity_id, info.attempt
        )
        current_log.set(log)
        beating = asyncio.create_task(heartbeat.beat())
        try:
            output, cached, before = await self._attempt(args, heartbeat, log)
            log.close("success")
        except BaseException as error:
            log.close(*_ending(error))
            raise
        finally:
            beating.cancel()
            heartbeat.close()
        attempts = before + info.attempt
        data = b'{"output":%b,"attempts":%d%b}' % (output, attempts, b',"cached":true' if cached else b"")
        return RawValue(Payload(metadata={"encoding": b"json/plain"}, data=data))

    async def _attempt(
        self, args: Sequence[RawValue], heartbeat: Heartbeat, log: AttemptLog
    ) -> tuple[bytes, bool, int]:
        """The output as JSON, whether it is an earlier one's, and the attempts before this activity's."""
        max_attempts = 0
        try:
            task = AgentTask.read(_document(args))
            max_attempts = task.max_attempts
            earlier = await self._earlier_output(task)
            if earlier is not None:
                return earlier.encode(), True, task.attempts_before
            heartbeat.begin_with(task.checkpoint)
            if self._traces:
                await self._begin_span(log)
            thread = await self._start(task, heartbeat, log)
            output = await _until_ended(thread, log)
            if task.cache is not None:
                await self._ask({"kind": "keep_output", **_cached_task(task), "output": output.decode()})
            return output, False, task.attempts_before
        except asyncio.CancelledError:
            details = activity.cancellation_details()
            if details is not None and details.worker_shutdown and not details.cancel_requested:
                await hand_over(max_attempts, heartbeat)
            raise
        except BaseException as error:
            failure = failure_of(error, log.mask)
            # An agent may take the first word of a shutdown as its own end: to save a checkpoint and raise.
            if self._stopping.is_set() and failure.retryable:
                await hand_over(max_attempts, heartbeat)
            raise application_error(failure)

    async def _earlier_output(self, task: AgentTask) -> str | None:
        if task.cache is None:
            return None
        return (await self._ask({"kind": "earlier_output", **_cached_task(task)}))["output"]

    async def _begin_span(self, log: AttemptLog) -> None:
        info = activity.info()
        named = {"workflow": info.workflow_type or "", "class": info.activity_type}
        answer = await self._ask({"kind": "attempt_began", "attempt": {**log.attempt, **named}})
        log.has_span(answer["traceparent"])

    async def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        answer = await self._link.ask(question)
        if "error" in answer:
            error = answer["error"]
            raise AgentFailure(error["type"], error["message"], retryable=error["retryable"])
        return answer

    async def _start(self, task: AgentTask, heartbeat: Heartbeat, log: AttemptLog) -> AgentThread:
        config, input = task.config, task.input
        if task.secrets is not None:
            answer = await self._ask({"kind": "secrets", "names": task.secrets})
            log.mask = SecretMask(answer["forms"])
            config, input = resolve_secrets(config, answer["values"]), resolve_secrets(input, answer["values"])
        info = activity.info()
        name = info.activity_type
        measurements = Measurements(log, _later(asyncio.get_running_loop()))

        def work(thread: AgentThread) -> bytes:
            context = AgentContext(
                task,
                config=config,
                input=input,
                attempt=task.attempts_before + info.attempt,
                idempotency_key=f"{info.workflow_run_id}/{info.activity_id}",
                workflow_id=info.workflow_id or "",
                cancelled=thread.cancelled,
                stopping=self._stopping,
                heartbeat=heartbeat,
                log=log,
                measurements=measurements,
            )
            try:
                return run_attempt(thread, self._root, task.module, name, context, log.mask, self._output_limit)
            finally:
                measurements.flush()

        thread = AgentThread(work, info.activity_id)
        thread.start()
        return thread


def _later(loop: asyncio.AbstractEventLoop) -> Callable[[Callable[[], None]], None]:
    def later(call: Callable[[], None]) -> None:
        try:
            loop.call_soon_threadsafe(loop.call_later, PAUSE, call)
        except RuntimeError:
            pass  # the worker has ended

    return later


async def _until_ended(thread: AgentThread, log: AttemptLog) -> bytes:
    """The output. Once the attempt is to end, it ends as cancelled, whatever the agent returns or raises because of that."""
    told_at: float | None = None
    while not thread.ended.done():
        pause, interrupt = _next_step(told_at)
        try:
            await asyncio.wait({thread.ended}, timeout=pause)
        except asyncio.CancelledError:
            told_at = told_at or time.monotonic()
            thread.cancel()
            continue
        if thread.ended.done():
            break
        if not interrupt:
            log.say("WARN", "the agent did not end when it was told to: it is left behind, and goes on until it returns")
            break
        thread.interrupt()
    if told_at is not None:
        raise asyncio.CancelledError
    return thread.ended.result()


def _ending(error: BaseException) -> tuple[str, AgentFailure | None]:
    """What the attempt's log says of it."""
    if isinstance(error, asyncio.CancelledError):
        details = activity.cancellation_details()
        if details is None or details.cancel_requested:
            return "cancelled", None
        if details.timed_out:
            return "timed_out", None
        return "handed_over" if details.worker_shutdown else "cancelled", None
    if isinstance(error, ApplicationError) and error.type == "WorkerShutdown":
        return "handed_over", None
    return "failed", error.__cause__ if isinstance(error.__cause__, AgentFailure) else failure_of(error)


def _next_step(told_at: float | None) -> tuple[float | None, bool]:
    """How long to wait, and whether to interrupt the agent then, or to give it up."""
    if told_at is None:
        return None, False
    details = activity.cancellation_details()
    at_shutdown = details is not None and details.worker_shutdown
    gone = time.monotonic() - told_at
    interrupt_after = _INTERRUPT_AT_SHUTDOWN if at_shutdown else _INTERRUPT_AFTER
    give_up_after = _GIVE_UP_AT_SHUTDOWN if at_shutdown else _GIVE_UP_AFTER
    if gone < interrupt_after:
        return interrupt_after - gone, True
    return max(0.0, min(1.0, give_up_after - gone)), gone + 1 < give_up_after


def _cached_task(task: AgentTask) -> dict[str, Any]:
    """What the Node worker makes the cache's key of."""
    info = activity.info()
    return {
        "task": {"module": task.module, "phase": task.phase, "agent": task.agent, "cache": task.cache},
        "origin": {"workflowType": info.workflow_type or "", "activityType": info.activity_type},
    }


def _document(args: Sequence[RawValue]) -> Any:
    if len(args) != 1:
        raise refuse("bad-task", f"the task of an agent is one document, and this is {len(args)}")
    return activity.payload_converter().from_payload(args[0].payload)
