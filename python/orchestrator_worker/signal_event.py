from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from typing import Any


class SignalEvent(threading.Event):
    """An event that a thread may wait for with `wait()`, and a coroutine with `await`."""

    def __init__(self) -> None:
        super().__init__()
        self._guard = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def set(self) -> None:
        with self._guard:
            super().set()
            listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener()

    def on_set(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls it once, at once if the event is set already. Returns what takes it back."""
        with self._guard:
            is_set = self.is_set()
            if not is_set:
                self._listeners.append(listener)
        if is_set:
            listener()
        return lambda: self._forget(listener)

    def _forget(self, listener: Callable[[], None]) -> None:
        with self._guard:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def __await__(self) -> Generator[Any, None, None]:
        return self._wait_async().__await__()

    async def _wait_async(self) -> None:
        loop = asyncio.get_running_loop()
        told = asyncio.Event()

        def tell() -> None:
            try:
                loop.call_soon_threadsafe(told.set)
            except RuntimeError:
                pass  # that loop was closed meanwhile: nobody waits

        forget = self.on_set(tell)
        try:
            await told.wait()
        finally:
            forget()
