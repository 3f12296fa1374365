"""Runs the agents that a workflow.yaml gives to `runtime: python`. Agents may import `Agent` and `AgentContext` from here."""

from .agent import Agent
from .agent_context import AgentContext, AgentLog
from .signal_event import SignalEvent

__all__ = ["Agent", "AgentContext", "AgentLog", "SignalEvent"]
