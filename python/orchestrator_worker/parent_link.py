from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
from typing import Any, BinaryIO


class ParentLink:
    """
    The worker that started this process: JSON, a line a message, over what were stdin and stdout. Agents cannot disturb it:
    for them stdin is empty, and stdout is stderr, which the parent reads as plain lines.
    """

    def __init__(self, reading: BinaryIO, writing: int) -> None:
        self._reading = reading
        self._writing = writing
        self._lock = threading.Lock()
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._next_id = 0

    @staticmethod
    def take() -> ParentLink:
        sys.stdout.flush()
        reading = os.fdopen(os.dup(0), "rb")
        writing = os.dup(1)  # neither is inherited by programs that an agent starts
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return ParentLink(reading, writing)

    def read_first(self) -> dict[str, Any]:
        return json.loads(self._reading.readline() or b"{}")

    def tell(self, message: dict[str, Any]) -> None:
        """From any thread. Whole messages only."""
        data = json.dumps(message).encode() + b"\n"
        with self._lock:
            try:
                while data:
                    data = data[os.write(self._writing, data) :]
            except BrokenPipeError:
                leave()

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        self._next_id += 1
        id = self._next_id
        answer = self._asked[id] = asyncio.get_running_loop().create_future()
        self.tell({**message, "id": id})
        try:
            return await answer
        finally:
            del self._asked[id]

    def listen(self) -> None:
        """Takes answers from now on. When the parent is gone, so is this process, at once: nobody waits for it."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            for line in self._reading:
                try:
                    loop.call_soon_threadsafe(self._receive, json.loads(line))
                except RuntimeError:
                    return  # the loop is closed: this process is about to end
            leave()

        threading.Thread(target=read, name="parent", daemon=True).start()

    def _receive(self, message: dict[str, Any]) -> None:
        answer = self._asked.get(message["id"])
        if answer is not None and not answer.done():
            answer.set_result(message)


def leave() -> None:
    """Ends this process and what its agents have started, without a word to anyone."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
