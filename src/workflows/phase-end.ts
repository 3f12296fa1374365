import { hasFailed, isReused, isTolerated, type AgentState, type PhaseState } from './phase-state.ts';
import type { AgentStatus, PhaseStatus } from './run-result.ts';

/** What an agent came to, from its tasks. */
export function endOfAgent(agent: AgentState): { status: AgentStatus; reason?: string } {
  const { definition, tasks, error } = agent;
  if (error) return { status: 'failed' };
  if (definition.forEach !== undefined) return endOfItems(agent);
  const [task] = tasks;
  return { status: task!.status, ...(task!.reason === undefined ? {} : { reason: task!.reason }) };
}

function endOfItems({ tasks, reason, cutShort }: AgentState): { status: AgentStatus; reason?: string } {
  const failed = tasks.filter(hasFailed);
  if (failed.length > 0)
    return {
      status: failed.every((task) => task.status === 'timed_out') ? 'timed_out' : 'failed',
      reason: `${failed.length} of ${tasks.length} items failed, first item ${failed[0]!.item!.index}`,
    };
  const cancelled = tasks.find((task) => task.status === 'cancelled');
  if (cancelled) return { status: 'cancelled', reason: cancelled.reason! };
  const skipped = tasks.filter((task) => task.status === 'skipped');
  if (skipped.length === 0) return { status: 'success', ...(reason === undefined ? {} : { reason }) };
  if (skipped.length === tasks.length)
    return {
      status: 'skipped',
      reason: allSkipped('items', skipped),
    };
  if (cutShort !== undefined) return { status: 'cancelled', reason: cutShort };
  const skips = `${skipped.length} of ${tasks.length} items were skipped`;
  const isOld = tasks.every((task) => task.reused || task.status === 'skipped');
  const [first] = tasks.filter((task) => task.reused);
  return { status: 'success', reason: isOld && first ? `${first.reason}; ${skips}` : skips };
}

/** What a phase came to, from its agents. */
export function endOfPhase({ agents, reason }: PhaseState): { status: PhaseStatus; reason?: string } {
  const failed = agents.filter((agent) => hasFailed(agent) && !isTolerated(agent));
  if (failed.length > 0) return { status: 'failed', reason: reasonOf(failed, agents) };
  const cancelled = agents.find((agent) => agent.status === 'cancelled');
  if (cancelled) return { status: 'cancelled', reason: cancelled.reason! };
  if (agents.every((agent) => agent.status === 'skipped'))
    return { status: 'skipped', reason: allSkipped('agents', agents) };
  const tolerated = agents.filter(isTolerated);
  const told =
    tolerated.length > 0 ? `${reasonOf(tolerated, agents)}, which is tolerated` : (reason ?? reuseOf(agents));
  return { status: 'success', ...(told === undefined ? {} : { reason: told }) };
}

/** Why a phase that succeeded has run nothing. */
function reuseOf(agents: readonly AgentState[]): string | undefined {
  if (!agents.every((agent) => isReused(agent) || agent.status === 'skipped')) return undefined;
  return agents.flatMap(({ tasks }) => tasks).find(({ reused }) => reused)?.reason;
}

function reasonOf(failed: readonly AgentState[], agents: readonly AgentState[]): string {
  const [first] = failed;
  if (failed.length === 1)
    return `agent "${first!.definition.id}" ${first!.status === 'timed_out' ? 'timed out' : 'failed'}`;
  return `${failed.length} of ${agents.length} agents failed, first "${first!.definition.id}"`;
}

function allSkipped(what: string, skipped: readonly { reason?: string }[]): string {
  const [first] = skipped;
  return skipped.length === 1
    ? first!.reason!
    : `all ${skipped.length} ${what} were skipped; the first: ${first!.reason}`;
}
