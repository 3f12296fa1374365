from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent_context import AgentContext


class Agent:
    """
    A unit of work in a phase. Extending it is a convenience: any class with a `run` method is an agent.
    A new instance is made for each attempt, with the agent's config as the constructor's argument.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    async def run(self, context: AgentContext) -> Any:
        """What it returns must be JSON and becomes the agent's output. What it raises fails the attempt."""
        raise NotImplementedError(f"{type(self).__name__} has no run method")
