import type { Json } from '../definition/json.ts';
import type { AgentResult, PhaseResult, RunError, RunStatus } from './run-result.ts';
import type { AgentState, PhaseState, Scheduler } from './scheduler.ts';

/** The phases as a client sees them. Outputs beyond `budget` characters of JSON are left out, so that the whole fits where it must go. */
export function toPhaseResults(phases: readonly PhaseState[], now: number, budget = Infinity): PhaseResult[] {
  let left = budget;
  const within = (output: Json): boolean => {
    if (left === Infinity || output === null) return true;
    const size = JSON.stringify(output).length;
    if (size > left) return false;
    left -= size;
    return true;
  };
  return phases.map((phase) => toPhaseResult(phase, now, within));
}

function toPhaseResult(phase: PhaseState, now: number, within: (output: Json) => boolean): PhaseResult {
  const { definition, status, startedAt, finishedAt, reason } = phase;
  return {
    phase: definition.name,
    status,
    duration: seconds(startedAt, finishedAt ?? now),
    started_at: timestamp(startedAt),
    finished_at: timestamp(finishedAt),
    reason: reason ?? null,
    agents: phase.agents.map((agent) => toAgentResult(agent, now, within(agent.output))),
  };
}

function toAgentResult(agent: AgentState, now: number, withOutput: boolean): AgentResult {
  const { definition, status, attempts, startedAt, finishedAt, output, error, reason } = agent;
  return {
    id: definition.id,
    class: definition.class,
    status,
    attempts,
    duration: seconds(startedAt, finishedAt ?? now),
    output: withOutput ? output : null,
    error: error ?? null,
    reason: withOutput
      ? (reason ?? retried(agent))
      : 'its output is left out here for its size; it stands in the history of the run',
  };
}

function retried({ definition, status, attempts }: AgentState): string | null {
  if (status !== 'success' || attempts < 2) return null;
  return `succeeded at attempt ${attempts} of ${definition.retry.maxRetries + 1}`;
}

export function statusOf(scheduler: Scheduler): RunStatus {
  const open = scheduler.phases.some(({ status }) => status === 'pending' || status === 'running');
  if (open) return 'running';
  return scheduler.firstFailure ? 'failed' : 'success';
}

export function errorOf(scheduler: Scheduler): RunError | null {
  const agent = scheduler.firstFailure;
  if (!agent?.error) return null;
  return { ...agent.error, phase: agent.phase.definition.name, agent: agent.definition.id };
}

export function phasesExecuted(phases: readonly PhaseState[]): number {
  return phases.filter((phase) => phase.startedAt !== undefined).length;
}

export function seconds(from: number | undefined, to: number): number | null {
  return from === undefined ? null : Math.max(0, to - from) / 1000;
}

const timestamp = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString();
