from __future__ import annotations

import asyncio
import contextvars
import ctypes
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from .agent_failure import AgentInterrupted
from .signal_event import SignalEvent


class AgentThread:
    """
    A thread for one attempt, with an event loop of its own if the agent wants one: an agent that blocks, as many with an
    `async def run` do, keeps neither others nor the worker's heartbeats waiting, and what it raises is its own end only.
    """

    def __init__(self, work: Callable[[AgentThread], bytes], name: str) -> None:
        self.cancelled = SignalEvent()
        self.ended: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._worker_loop = asyncio.get_running_loop()
        self._work = work
        self._lock = threading.Lock()
        self._is_over = False
        self._agent: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        run_in_context = contextvars.copy_context().run
        # A daemon: an agent that never ends must not keep the process.
        self._thread = threading.Thread(target=run_in_context, args=(self._run,), name=name[:100], daemon=True)

    def start(self) -> None:
        self._thread.start()

    def cancel(self) -> None:
        """Tells the agent: by `cancelled`, and where it is a coroutine, as asyncio does."""
        self.cancelled.set()
        with self._lock:
            if self._agent is not None:
                loop, task = self._agent
                loop.call_soon_threadsafe(task.cancel)

    def interrupt(self) -> None:
        """Raises `AgentInterrupted` in the agent, wherever it is. One that waits in C, such as `time.sleep`, is not reached before that returns."""
        with self._lock:
            if not self._is_over and self._thread.ident is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread.ident), ctypes.py_object(AgentInterrupted)
                )

    def run_async(self, make: Callable[[], Awaitable[Any]]) -> Any:
        """In the thread: calls `make` on an event loop, awaits what it gives, and cancels what is left behind."""
        loop = asyncio.new_event_loop()
        try:
            task = loop.create_task(_await(make))
            with self._lock:
                self._agent = (loop, task)
            if self.cancelled.is_set():
                task.cancel()
            return loop.run_until_complete(task)
        finally:
            with self._lock:
                self._agent = None
            left = asyncio.all_tasks(loop)
            for each in left:
                each.cancel()
            if left:
                loop.run_until_complete(asyncio.wait(left, timeout=5))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()  # without its executor's threads: a job in one of them may go on for ever

    def _run(self) -> None:
        value: bytes | None = None
        error: BaseException | None = None
        try:
            value = self._work(self)
        except BaseException as raised:
            error = raised
        with self._lock:
            self._is_over = True
        try:
            self._worker_loop.call_soon_threadsafe(self._settle, value, error)
        except RuntimeError:
            pass  # the worker has ended

    def _settle(self, value: bytes | None, error: BaseException | None) -> None:
        if self.ended.done():
            return
        if value is not None:
            self.ended.set_result(value)
        else:
            self.ended.set_exception(error or RuntimeError("the agent's thread ended without an outcome"))
            self.ended.exception()  # seen, should nobody wait for it any more


async def _await(make: Callable[[], Awaitable[Any]]) -> Any:
    return await make()
