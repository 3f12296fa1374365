from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .agent_context import AgentContext
from .agent_failure import AgentFailure, AgentInterrupted, refuse
from .agent_output import OUTPUT_LIMIT, to_json
from .agent_thread import AgentThread
from .failure_of import failure_of
from .load_agent import load_agent
from .secret_mask import SecretMask

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_CONFIG_ERRORS = ("TypeError", "KeyError", "ValidationError")
"""What a constructor raises of a config that it cannot use. `ValidationError` is pydantic's, and that of others."""


def run_attempt(
    thread: AgentThread,
    root: str,
    module: str,
    name: str,
    context: AgentContext,
    mask: SecretMask,
    output_limit: int = OUTPUT_LIMIT,
) -> bytes:
    """One attempt, in its thread: the agent's output as JSON. Whatever goes wrong in it, it raises an `AgentFailure`."""
    try:
        agent_class = load_agent(root, module, name)
        if inspect.iscoroutinefunction(agent_class.run):
            # Made on its loop too: clients such as aiohttp's want one.
            output = thread.run_async(lambda: _run(_make(agent_class, context.config, mask), context))
        else:
            agent = _make(agent_class, context.config, mask)
            output = _run(agent, context)
            if inspect.isawaitable(output):
                pending = output
                output = thread.run_async(lambda: pending)
        return to_json(output, limit=output_limit, mask=mask)
    except AgentInterrupted:
        raise AgentFailure("AgentCancelled", "the agent was told to stop, went on, and was interrupted") from None
    except BaseException as error:
        raise failure_of(error, mask) from None


def _make(agent_class: type, config: Any, mask: SecretMask) -> Any:
    """`Agent(config)`, or `Agent()` where the constructor takes nothing."""
    give_config = _takes(agent_class, ("config",), any_optional=True)
    try:
        return agent_class(config) if give_config else agent_class()
    except Exception as error:
        cause = failure_of(error, mask)
        if cause.type not in _CONFIG_ERRORS:
            raise
        message = f"{agent_class.__name__} does not take its config: {cause.type}: {cause.message}"
        raise AgentFailure("bad-config", message, retryable=False, stack=cause.stack) from None


def _run(agent: Any, context: AgentContext) -> Any:
    """`run(context)`, or `run()` where it takes nothing."""
    return agent.run(context) if _takes(agent.run, ("context", "ctx")) else agent.run()


def _takes(function: Callable[..., Any], names: tuple[str, ...], any_optional: bool = False) -> bool:
    """Whether it is to be given an argument: it must be, or it may be and the parameter is meant for it."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):  # written in C
        return True
    required = [each for each in parameters if each.kind in _POSITIONAL and each.default is each.empty]
    if len(required) > 1:
        shown = ", ".join(each.name for each in required)
        whose = getattr(function, "__qualname__", "it")
        raise refuse("not-an-agent", f"{whose} takes {len(required)} arguments ({shown}), and is given one at most: {names[0]}")
    first = parameters[0] if parameters else None
    if first is None or first.kind in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD):
        return False
    return bool(required) or any_optional or first.name in names
