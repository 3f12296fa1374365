from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from difflib import get_close_matches

from .agent_failure import AgentFailure, refuse

# One underscore may lead (a private module), two may not: `__init__`, `__main__` and their like are nobody's agent.
_PART = re.compile(r"_?[A-Za-z0-9][A-Za-z0-9_-]*\Z")


@dataclass(frozen=True)
class FoundModule:
    name: str
    """What it is imported by, with the root on `sys.path`."""
    file: str
    """By its real path."""


def find_module(root: str, module: object) -> FoundModule:
    """
    The file of an agent's `module`. An allow-list, the same as the Node worker's: only plain names are followed, from `root`
    down, through directory entries of exactly that name; so what lies outside of `root` cannot be said. Loads nothing.
    """
    parts = _parse(module)
    folder, shown = root, "/".join(parts)
    for depth, part in enumerate(parts[:-1]):
        entries = _list(folder)
        if part not in entries:
            raise _missing(module, parts, depth, entries)
        folder = os.path.join(folder, part)
    entries = _list(folder)
    if f"{parts[-1]}.py" in entries:
        return _check_place(root, os.path.join(folder, f"{parts[-1]}.py"), module, parts)
    if parts[-1] in entries and "__init__.py" in _list(os.path.join(folder, parts[-1])):
        return _check_place(root, os.path.join(folder, parts[-1], "__init__.py"), module, parts)
    raise _missing(module, parts, len(parts) - 1, entries, f"looked for {shown}.py and {shown}/__init__.py")


def _parse(module: object) -> list[str]:
    if not isinstance(module, str) or not 0 < len(module) <= 300:
        raise _not_found(module, "a module is a text of 1 to 300 characters")
    is_path = "/" in module
    parts = module.removeprefix("./").split("/") if is_path else module.split(".")
    if is_path:
        parts[-1] = parts[-1].removesuffix(".py")
    elif len(parts) > 1 and parts[-1] == "py":
        parts.pop()
    if not all(_PART.match(part) for part in parts):
        raise _not_found(
            module,
            "not a module's name: it is dotted (src.agents.refresh) or a path inside the agents' root (./agents/refresh.py), "
            "of letters, digits, _ and -",
        )
    return parts


def _list(folder: str) -> list[str]:
    """Anything but absence, such as no file descriptors left, says nothing of the module: it is raised, and tried again."""
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _check_place(root: str, place: str, module: object, parts: list[str]) -> FoundModule:
    """Symlinks may lead from one place in the root to another, and no further."""
    shown = os.path.relpath(place, root)
    file, real_root = os.path.realpath(place), os.path.realpath(root)
    if not os.path.exists(file):
        raise _not_found(module, f"{shown} is a link to nothing")
    if os.path.commonpath([file, real_root]) != real_root:
        raise _not_found(module, f"{shown} is a link that leads out of the agents' root")
    if not os.path.isfile(file):
        raise _not_found(module, f"{shown} is not a file")
    return FoundModule(".".join(parts), file)


def _missing(module: object, parts: list[str], depth: int, entries: list[str], looked_for: str = "") -> AgentFailure:
    """Corrects the one part that was not found, and keeps the rest as it was written."""
    is_last = depth == len(parts) - 1
    known = {entry.removesuffix(".py") for entry in entries if _PART.match(entry.removesuffix(".py"))}
    near = get_close_matches(parts[depth], sorted(known), n=3, cutoff=0.7)
    meant = [".".join([*parts[:depth], each, *parts[depth + 1 :]]) for each in near]
    hint = f" Did you mean {' or '.join(meant)}?" if meant else ""
    place = looked_for if is_last else f"there is no folder {'/'.join(parts[: depth + 1])} in the agents' root"
    return _not_found(module, f"no such module; {place}", hint)


def _not_found(module: object, problem: str, hint: str = "") -> AgentFailure:
    shown = json.dumps(module, default=str)[:310]
    return refuse("agent-not-found", f"module {shown}: {problem}.{hint}")
