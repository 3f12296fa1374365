from __future__ import annotations

import asyncio
import contextvars
import time
from typing import Any

from temporalio import activity

_FIRST_AFTER = 0.9
"""Seconds; well under the shortest time in which a cancellation must reach an agent."""


class Heartbeat:
    """
    An attempt's heartbeats, with the details of the Node worker's (src/activities/heartbeat.ts): `progress`, `checkpoint`,
    `restarts`. Each one carries everything known, since Temporal keeps only the last. Belongs to the event loop of the worker.
    """

    def __init__(self) -> None:
        before = activity.info().heartbeat_details
        self.details: dict[str, Any] = dict(before[0]) if before and isinstance(before[0], dict) else {}
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._began = time.monotonic()
        self._news: dict[str, Any] = {}
        self._open = True

    def begin_with(self, checkpoint: Any) -> None:
        """Of an activity that the workflow had to start anew: what the agent kept before its worker was lost."""
        if checkpoint is not None and not self.details:
            self.details = {"checkpoint": checkpoint}

    def send(self, **news: Any) -> None:
        if self._open:
            self.details = {**self.details, **self._news, **news}
            self._news = {}
            activity.heartbeat(self.details)

    def tell(self, **news: Any) -> None:
        """From any thread, as often as it likes: what is not sent yet is replaced."""
        is_waiting = bool(self._news)
        self._news = {**self._news, **news}
        if not is_waiting:
            try:
                self._loop.call_soon_threadsafe(self._send_news, context=self._context)
            except RuntimeError:
                pass  # the worker has ended

    def _send_news(self) -> None:
        if self._news:
            self.send()

    async def beat(self) -> None:
        """Each stored heartbeat costs a state transition: agents that are done in a moment send none."""
        await asyncio.sleep(max(0.0, _FIRST_AFTER - (time.monotonic() - self._began)))
        while True:
            self.send()
            await asyncio.sleep(1)

    def close(self) -> None:
        self._open = False
