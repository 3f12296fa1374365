from __future__ import annotations

import dataclasses
import datetime
import enum
import inspect
import json
import math
from collections.abc import Mapping
from typing import Any

from .agent_failure import AgentFailure, refuse
from .secret_mask import NO_MASK, SecretMask

OUTPUT_LIMIT = 1_900_000
"""Below the 2 MiB that Temporal takes as one payload, with room for what is sent around it."""

_DEPTH = 200
_SAFE_INTEGER = 2**53 - 1

_INSTEAD: dict[str, str] = {
    "set": "a set: return sorted(it) or list(it)",
    "frozenset": "a frozenset: return sorted(it) or list(it)",
    "bytes": "bytes: return base64 text, or keep them in a file or a bucket and return where",
    "bytearray": "a bytearray: return base64 text, or keep it in a file or a bucket and return where",
    "memoryview": "a memoryview: return base64 text, or keep it in a file or a bucket and return where",
    "complex": "a complex number: return [it.real, it.imag]",
    "Decimal": "a Decimal: return str(it) or float(it)",
    "Fraction": "a Fraction: return str(it) or float(it)",
    "UUID": "a UUID: return str(it)",
    "PosixPath": "a path: return str(it)",
    "WindowsPath": "a path: return str(it)",
    "timedelta": "a timedelta: return it.total_seconds()",
    "DataFrame": "a DataFrame: return it.to_dict('records')",
    "Series": "a Series: return it.to_list()",
    "ndarray": "an array: return it.tolist()",
    "function": "a function",
    "type": "a class",
    "module": "a module",
}


def to_json(value: object, name: str = "output", limit: int = OUTPUT_LIMIT, mask: SecretMask = NO_MASK) -> bytes:
    """
    A value of an agent's as JSON. `json.dumps` alone names no place when it fails and writes NaN, which is no JSON; so the
    value is first copied, with its paths, into one that it cannot get wrong.
    """
    walk = _Walk(name, limit)
    copy = mask.value(walk.copy(value))
    try:
        data = json.dumps(copy, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half of a surrogate pair: JSON can hold it, as an escape
        data = json.dumps(copy, separators=(",", ":")).encode()
    if len(data) > limit:
        raise walk.too_large(f"{len(data)} bytes")
    return data


class _Walk:
    def __init__(self, name: str, limit: int) -> None:
        self.name = name
        self.limit = limit
        # Less is counted than the JSON will be: it is there to stop before 500 MB have been copied, not to be exact.
        self.left = limit
        self.path: list[str | int] = []
        self.above: set[int] = set()

    def copy(self, value: Any) -> Any:
        if isinstance(value, enum.Enum):
            return self.copy(value.value)
        if value is None or isinstance(value, bool):
            return self.spend(4, value)
        if isinstance(value, str):
            return self.spend(len(value) + 2, str(value))
        if isinstance(value, int):
            if abs(value) > _SAFE_INTEGER:
                raise self.refuse("an integer beyond 2^53, which readers of JSON round: return it as text")
            return self.spend(1, int(value))
        if isinstance(value, float):
            if not math.isfinite(value):
                raise self.refuse(f"{value}, which JSON cannot hold")
            return self.spend(1, float(value))
        if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
            return self.spend(12, value.isoformat())
        return self.copy_container(value)

    def copy_container(self, value: Any) -> Any:
        is_record = dataclasses.is_dataclass(value) and not isinstance(value, type)
        if not is_record and not isinstance(value, (list, tuple, dict)):
            raise self.refuse(_kind_of(value))
        if id(value) in self.above:
            raise self.refuse("an object that contains itself")
        if len(self.above) >= _DEPTH:
            raise self.refuse(f"more than {_DEPTH} levels deep")
        self.spend(2, None)
        self.above.add(id(value))
        if is_record:
            copy: Any = {field.name: self.field(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)}
        elif isinstance(value, dict):
            copy = self.mapping(value)
        else:
            copy = [self.field(index, each) for index, each in enumerate(value)]
        self.above.discard(id(value))
        return copy

    def mapping(self, value: Mapping[Any, Any]) -> dict[str, Any]:
        copy: dict[str, Any] = {}
        for key, each in value.items():
            # As `json.dumps` does. Of the others it makes a guess (`true`, `1.0`), or fails.
            text = str(key) if isinstance(key, str) or (isinstance(key, int) and not isinstance(key, bool)) else None
            if text is None:
                raise self.refuse(f"a dict with the key {key!r:.60}: a key is text or an integer")
            if text in copy:
                raise self.refuse(f"a dict with two keys that are both {json.dumps(text[:60])} in JSON")
            self.spend(len(text) + 3, None)
            copy[text] = self.field(text, each)
        return copy

    def field(self, step: str | int, value: Any) -> Any:
        self.path.append(step)
        copy = self.copy(value)
        self.path.pop()
        return copy

    def spend(self, size: int, value: Any) -> Any:
        self.left -= size
        if self.left < 0:
            raise self.too_large("more")
        return value

    def refuse(self, what: str) -> AgentFailure:
        return refuse("bad-result", f"{self.place()} is {what}")

    def too_large(self, size: str) -> AgentFailure:
        return refuse(
            "result-too-large",
            f"{self.name} is too large: {size}, where {self.limit} bytes of JSON are the limit. "
            "Keep the data in a file, a bucket or a database, and return where it is"
            + ("; or give clients and workers a --payload-store, which takes more." if self.limit == OUTPUT_LIMIT else "."),
        )

    def place(self) -> str:
        steps = [_step_text(step) for step in self.path]
        if len(steps) > 20:
            steps = [*steps[:10], "…", *steps[-5:]]
        return self.name + "".join(steps)


def _step_text(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step[:60]}" if step.isidentifier() else f"[{json.dumps(step[:60])}]"


def _kind_of(value: object) -> str:
    kind = type(value)
    if inspect.isawaitable(value):
        return "a coroutine or future: await it"
    if inspect.isgenerator(value) or inspect.isasyncgen(value):
        return "a generator: return list(it)"
    if isinstance(value, BaseException):
        return "an exception: raise it, or return its message"
    instead = _INSTEAD.get(kind.__name__)
    if instead is not None:
        return instead if instead.count(":") else f"{instead}, which JSON cannot hold"
    if kind.__module__ == "numpy":
        return f"a numpy.{kind.__name__}: return it.item()"
    return f"an object of class {kind.__name__}, which JSON cannot hold: return a dict of what matters of it"
