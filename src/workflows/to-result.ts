import type { Json } from '../definition/json.ts';
import {
  hasFailed,
  isPhaseReused,
  isReused,
  isTolerated,
  type AgentState,
  type PhaseState,
  type TaskState,
} from './phase-state.ts';
import type { AgentResult, AgentStatus, ItemResult, PhaseResult, StatusCounts } from './run-result.ts';

/** How much of a run is told. */
export interface Telling {
  /** Characters of JSON, about. Outputs beyond it are left out, and then whole agents and items. */
  readonly budget: number;
  /** Of more agents or items than this, only those that are at work or have failed are told one by one. */
  readonly listed: number;
}

const EVERYTHING: Telling = { budget: Infinity, listed: Infinity };

/** The phases as a client sees them, so much of them that it fits where it must go. */
export function toPhaseResults(phases: readonly PhaseState[], now: number, telling = EVERYTHING): PhaseResult[] {
  let left = telling.budget;
  const pay = (size: number): boolean => {
    if (size > left) return false;
    left -= size;
    return true;
  };
  const context = { now, listed: telling.listed, pay };
  return phases.map((phase) => toPhaseResult(phase, context));
}

interface Context {
  readonly now: number;
  readonly listed: number;
  /** Whether there is room for so many characters. */
  readonly pay: (size: number) => boolean;
}

/** About what an agent or an item takes, apart from its output. */
const ENTRY = 200;
/** Why an agent that has succeeded, or a sub-workflow, comes without its output. */
export const LEFT_OUT = 'its output is left out here for its size; it stands in the history of the run';

function toPhaseResult(phase: PhaseState, context: Context): PhaseResult {
  const { definition, status, startedAt, finishedAt, reason, approval, childId, outputs } = phase;
  const withOutputs = outputs !== undefined && within(outputs, context);
  const agents = select(phase.agents, context);
  return {
    phase: definition.name,
    status,
    duration: seconds(startedAt, finishedAt ?? context.now),
    started_at: timestamp(startedAt),
    finished_at: timestamp(finishedAt),
    reason: outputs && !withOutputs ? LEFT_OUT : (reason ?? null),
    agents: agents.map((agent) => toAgentResult(agent, context)),
    ...(agents.length < phase.agents.length ? { agent_counts: countByStatus(phase.agents) } : {}),
    ...(isTolerated(phase) ? { tolerated: true } : {}),
    ...(isPhaseReused(phase) ? { reused: true } : {}),
    ...(approval ? { approval: { prompt: approval.prompt, until: timestamp(approval.until) } } : {}),
    ...(childId === undefined ? {} : { workflow_id: childId }),
    ...(withOutputs ? { outputs } : {}),
  };
}

function toAgentResult(agent: AgentState, context: Context): AgentResult {
  const { definition, tasks, status, error, reason } = agent;
  const named = { id: definition.id, class: definition.class };
  const [task] = tasks;
  if (definition.forEach === undefined) return { ...named, ...toTaskResult(task!, context) };
  const started = tasks.filter(({ startedAt }) => startedAt !== undefined);
  const items = select(tasks, context);
  return {
    ...named,
    status,
    attempts: tasks.reduce((most, { attempts }) => Math.max(most, attempts), 0),
    // Items start in order.
    duration: seconds(started[0]?.startedAt, agent.isOver ? lastEnd(started) : context.now),
    items: items.map((item) => toItemResult(item, context)),
    ...(items.length < tasks.length ? { item_counts: countByStatus(tasks) } : {}),
    error: error ?? tasks.find(hasFailed)?.error ?? null,
    reason: reason ?? null,
    ...(isTolerated(agent) ? { tolerated: true } : {}),
    ...(isReused(agent) ? { reused: true } : {}),
  };
}

/** Those that are told one by one. */
function select<T extends AgentState | TaskState>(all: readonly T[], { listed, pay }: Context): readonly T[] {
  const chosen =
    all.length <= listed ? all : all.filter((each) => each.status === 'running' || hasFailed(each)).slice(0, listed);
  return chosen.filter(() => pay(ENTRY));
}

function countByStatus(all: readonly (AgentState | TaskState)[]): StatusCounts {
  const counts: Partial<Record<AgentStatus, number>> = {};
  for (const { status } of all) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function within(value: Json, { pay }: Context): boolean {
  return value === null || pay(JSON.stringify(value).length);
}

function toItemResult(task: TaskState, context: Context): ItemResult {
  const { index, value } = task.item!;
  return { index, item: within(value, context) ? value : null, ...toTaskResult(task, context) };
}

function toTaskResult(task: TaskState, context: Context): Omit<AgentResult, 'id' | 'class'> {
  const { status, attempts, startedAt, finishedAt, output, error, reason, cached, reused } = task;
  const withOutput = within(output, context);
  return {
    status,
    attempts,
    duration: seconds(startedAt, finishedAt ?? context.now),
    output: withOutput ? output : null,
    error: error ?? null,
    reason: withOutput ? (reason ?? retried(task)) : LEFT_OUT,
    ...(hasFailed(task) && task.agent.definition.continueOnError ? { tolerated: true } : {}),
    ...(cached ? { cached } : {}),
    ...(reused ? { reused } : {}),
  };
}

/** What became of the retries that the definition grants. */
function retried(task: TaskState): string | null {
  const { agent, status, attempts, error } = task;
  const most = agent.definition.retry.maxRetries + 1;
  if (status !== 'success' && !hasFailed(task)) return null;
  if (attempts > most) {
    const beyond = attempts - most;
    const ended = status === 'success' ? 'succeeded' : 'failed';
    return `${ended} at attempt ${attempts}: ${beyond} of them ended with a worker, which uses up no retry`;
  }
  if (status === 'success') return attempts > 1 ? `succeeded at attempt ${attempts} of ${most}` : null;
  if (attempts === 0 || most === 1) return null;
  return attempts < most
    ? `not tried again after attempt ${attempts} of ${most}: no further one can mend ${error?.type ?? 'this'}`
    : `failed at each of ${most} attempts`;
}

const lastEnd = (tasks: readonly TaskState[]): number =>
  tasks.reduce((last, { finishedAt }) => Math.max(last, finishedAt ?? 0), 0);

export function phasesExecuted(phases: readonly PhaseState[]): number {
  return phases.filter(hasRun).length;
}

/** An agent that was cancelled before a worker took it has not run. */
const hasRun = ({ definition, startedAt, agents }: PhaseState): boolean =>
  startedAt !== undefined &&
  (definition.workflow !== undefined ||
    agents.some(({ tasks }) => tasks.some(({ attempts, status }) => attempts > 0 || status === 'running')));

export function seconds(from: number | undefined, to: number): number | null {
  return from === undefined ? null : Math.max(0, to - from) / 1000;
}

const timestamp = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString();
