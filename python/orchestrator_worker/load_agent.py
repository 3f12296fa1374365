from __future__ import annotations

import importlib
import inspect
import os
import sys
from difflib import get_close_matches
from types import ModuleType

from .agent_failure import AgentFailure, AgentInterrupted, refuse
from .failure_of import failure_of
from .find_module import FoundModule, find_module


def load_agent(root: str, module: object, name: str) -> type:
    """Imports the module and takes the class from it: its own attribute, defined by a module of the agents' root."""
    found = find_module(root, module)
    loaded = _import(found)
    attributes = vars(loaded)
    value = None if name.startswith("__") else attributes.get(name)
    if _is_agent(value, root):
        return value
    agents = [key for key, each in attributes.items() if not key.startswith("_") and _is_agent(each, root)]
    there = f"Its agents are: {', '.join(agents[:20])}." if agents else "It has no agent."
    if value is None:
        near = get_close_matches(name, agents, n=3, cutoff=0.7)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise refuse("agent-not-found", f"module {module} has no {name}. {there}{hint}")
    raise refuse("not-an-agent", f"{name} of module {module} is not a class of this project with a run method. {there}")


def _import(found: FoundModule) -> ModuleType:
    if found.name not in sys.modules:
        importlib.invalidate_caches()  # the file may be younger than the last look at its folder
    try:
        loaded = importlib.import_module(found.name)
    except AgentInterrupted:
        raise
    except BaseException as error:  # a module may call sys.exit() as it loads
        cause = failure_of(error)
        message = f"module {found.name} fails as it loads: {cause.type}: {cause.message}"
        raise AgentFailure("agent-load-failed", message, retryable=False, stack=cause.stack) from None
    file = getattr(loaded, "__file__", None)
    if file is None or os.path.realpath(file) != found.file:
        place = file or "a package without a file"
        raise refuse(
            "agent-load-failed",
            f"module {found.name} is not the project's file: Python already has another one of that name, {place}. Rename the folder or file.",
        )
    return loaded


def _is_agent(value: object, root: str) -> bool:
    """What a module merely imports, such as `threading.Thread` (which has a `run`), is no agent of the project."""
    if not inspect.isclass(value) or inspect.isabstract(value) or not callable(getattr(value, "run", None)):
        return False
    file = getattr(sys.modules.get(value.__module__), "__file__", None)
    if file is None:
        return False
    real_root = os.path.realpath(root)
    return os.path.commonpath([os.path.realpath(file), real_root]) == real_root
