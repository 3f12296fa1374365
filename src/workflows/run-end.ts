import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { PhaseState, TaskState } from './phase-state.ts';
import type { AgentStatus, PhaseStatus, RunStatus } from './run-result.ts';

/** What a worker is told of a run that is over: who ran when, and how it ended. Never what went in or came out. Times are milliseconds. */
export interface RunEnd extends Ended {
  readonly status: RunStatus;
  readonly phases: readonly PhaseEnd[];
}

export interface PhaseEnd extends Ended {
  readonly phase: string;
  readonly status: PhaseStatus;
  readonly agents: readonly AgentEnd[];
}

export interface AgentEnd extends Ended {
  readonly agent: string;
  readonly item?: number;
  readonly class: string;
  readonly status: AgentStatus;
  readonly attempts: number;
  readonly cached?: true;
}

interface Ended {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly errorType?: string;
}

export interface RunSinks extends Sinks {
  orchestrator: { runEnded(end: RunEnd): void };
}

const { orchestrator } = proxySinks<RunSinks>();

/** Leaves nothing in the history, and is not told again by a replay. For a worker that traces runs only: of a large run it is much. */
export function tellRunEnd(
  run: Pick<RunEnd, 'status' | 'startedAt' | 'errorType'>,
  phases: readonly PhaseState[],
): void {
  if (Reflect.get(globalThis, 'orchestratorTellsRunEnds') !== true) return;
  const endedAt = Date.now();
  orchestrator.runEnded({ ...run, endedAt, phases: phases.flatMap((phase) => phaseEnd(phase, endedAt)) });
}

function phaseEnd(phase: PhaseState, now: number): PhaseEnd[] {
  const { definition, status, startedAt, finishedAt = now, error, agents } = phase;
  if (startedAt === undefined) return [];
  const ended = { phase: definition.name, status, startedAt, endedAt: finishedAt, ...errorType(error) };
  return [{ ...ended, agents: agents.flatMap(({ tasks }) => tasks.flatMap((task) => agentEnd(task, now))) }];
}

/** None of what did not run here: it never started, or its output is an earlier run's. */
function agentEnd(task: TaskState, now: number): AgentEnd[] {
  const { agent, item, status, attempts, startedAt, finishedAt = now, error, cached, reused } = task;
  if (startedAt === undefined || reused) return [];
  const { id, class: className } = agent.definition;
  const named = { agent: id, ...(item ? { item: item.index } : {}), class: className };
  const ended = { status, attempts, startedAt, endedAt: finishedAt, ...errorType(error) };
  return [{ ...named, ...ended, ...(cached ? { cached } : {}) }];
}

const errorType = (error: { readonly type: string } | undefined): { errorType?: string } =>
  error ? { errorType: error.type } : {};
