import type { Json } from '../definition/json.ts';
import type { AgentState, PhaseState, TaskState } from './phase-state.ts';
import type { RunError } from './run-result.ts';

/**
 * What a run takes along when it continues as new, with a fresh history. Nothing is at work at that moment. What has not
 * begun is left out, and items of a `for_each` are listed again from their expression.
 */
export interface CarriedRun {
  readonly startedAt: number;
  readonly error: RunError | null;
  readonly paused: boolean;
  /** The decisions taken on approvals. */
  readonly decisions: readonly (readonly [phase: string, approved: boolean])[];
  /** In the order of the definition; null for a phase that waits for its dependencies. */
  readonly phases: readonly (CarriedPhase | null)[];
}

type CarriedPhase = Omit<PhaseState, 'definition' | 'dependents' | 'agents'> & {
  readonly agents: readonly CarriedAgent[];
};
type CarriedAgent = Omit<AgentState, 'definition' | 'phase' | 'tasks'> & { readonly tasks: readonly CarriedTask[] };
type Rest = Pick<TaskState, 'error' | 'reason' | 'cached' | 'reused'>;
/** Short, since there may be a hundred thousand. */
type CarriedTask = readonly [
  status: TaskState['status'],
  attempts: number,
  startedAt: number | null,
  finishedAt: number | null,
  output: Json,
  rest?: Rest,
];

export function carryPhases(phases: readonly PhaseState[]): CarriedRun['phases'] {
  return phases.map((phase) => {
    if (phase.status === 'pending' && phase.unmet > 0 && phase.unmet === phase.definition.dependsOn.length) return null;
    const { definition: _definition, dependents: _dependents, agents, ...rest } = phase;
    return { ...rest, agents: agents.filter(hasBegun).map(carryAgent) };
  });
}

/** Brings phases that were made anew back to where they were. `listItems` gives an agent with a `for_each` its tasks. */
export function restorePhases(
  phases: readonly PhaseState[],
  carried: CarriedRun['phases'],
  listItems: (agent: AgentState) => TaskState[],
): void {
  const from = new Map(phases.map((phase, index) => [phase, carried[index] ?? undefined]));
  // A list may be made of what an earlier phase gave.
  for (const phase of dependenciesFirst(phases)) {
    const before = from.get(phase);
    if (!before) continue;
    const { agents, ...rest } = before;
    Object.assign(phase, rest);
    for (const [position, { tasks, ...state }] of agents.entries()) {
      const agent = phase.agents[position]!;
      if (agent.definition.forEach !== undefined && tasks.length > 0) agent.tasks = listItems(agent);
      for (const [number, task] of tasks.entries()) restoreTask(agent.tasks[number]!, task);
      Object.assign(agent, state);
    }
  }
}

function dependenciesFirst(phases: readonly PhaseState[]): PhaseState[] {
  const left = new Map(phases.map((phase) => [phase, phase.definition.dependsOn.length]));
  const order = phases.filter((phase) => left.get(phase) === 0);
  for (const phase of order) {
    for (const dependent of phase.dependents) {
      const count = left.get(dependent)! - 1;
      left.set(dependent, count);
      if (count === 0) order.push(dependent);
    }
  }
  return order;
}

/** Agents begin in the order of the file, so that these are the first ones. */
export const hasBegun = ({ next, isOver: over }: AgentState): boolean => next > 0 || over;

function carryAgent({ definition: _definition, phase: _phase, tasks, ...rest }: AgentState): CarriedAgent {
  return { ...rest, tasks: tasks.slice(0, rest.next).map(carryTask) };
}

function carryTask({
  status,
  attempts,
  startedAt,
  finishedAt,
  output,
  error,
  reason,
  cached,
  reused,
}: TaskState): CarriedTask {
  const rest: Rest = {
    ...(error ? { error } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(cached ? { cached } : {}),
    ...(reused ? { reused } : {}),
  };
  const task = [status, attempts, startedAt ?? null, finishedAt ?? null, output] as const;
  return Object.keys(rest).length > 0 ? [...task, rest] : task;
}

function restoreTask(task: TaskState, [status, attempts, startedAt, finishedAt, output, rest]: CarriedTask): void {
  Object.assign(task, { status, attempts, output, ...rest });
  if (startedAt !== null) task.startedAt = startedAt;
  if (finishedAt !== null) task.finishedAt = finishedAt;
}
