import type { Json } from '../definition/json.ts';
import { hasFailed, isTolerated, type AgentState, type PhaseState, type TaskState } from './phase-state.ts';
import type { AgentResult, ItemResult, PhaseResult } from './run-result.ts';

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

type Within = (output: Json) => boolean;

const LEFT_OUT = 'its output is left out here for its size; it stands in the history of the run';

function toPhaseResult(phase: PhaseState, now: number, within: Within): PhaseResult {
  const { definition, status, startedAt, finishedAt, reason, approval, childId, outputs } = phase;
  const withOutputs = outputs !== undefined && within(outputs);
  return {
    phase: definition.name,
    status,
    duration: seconds(startedAt, finishedAt ?? now),
    started_at: timestamp(startedAt),
    finished_at: timestamp(finishedAt),
    reason: outputs && !withOutputs ? LEFT_OUT : (reason ?? null),
    agents: phase.agents.map((agent) => toAgentResult(agent, now, within)),
    ...(isTolerated(phase) ? { tolerated: true } : {}),
    ...(approval ? { approval: { prompt: approval.prompt, until: timestamp(approval.until) } } : {}),
    ...(childId === undefined ? {} : { workflow_id: childId }),
    ...(withOutputs ? { outputs } : {}),
  };
}

function toAgentResult(agent: AgentState, now: number, within: Within): AgentResult {
  const { definition, tasks, status, error, reason } = agent;
  const named = { id: definition.id, class: definition.class };
  const [task] = tasks;
  if (definition.forEach === undefined) return { ...named, ...toTaskResult(task!, now, within) };
  const started = tasks.filter(({ startedAt }) => startedAt !== undefined);
  return {
    ...named,
    status,
    attempts: tasks.reduce((most, { attempts }) => Math.max(most, attempts), 0),
    // Items start in order.
    duration: seconds(started[0]?.startedAt, agent.isOver ? lastEnd(started) : now),
    items: tasks.map((item) => toItemResult(item, now, within)),
    error: error ?? tasks.find(hasFailed)?.error ?? null,
    reason: reason ?? null,
    ...(isTolerated(agent) ? { tolerated: true } : {}),
  };
}

function toItemResult(task: TaskState, now: number, within: Within): ItemResult {
  const { index, value } = task.item!;
  return { index, item: within(value) ? value : null, ...toTaskResult(task, now, within) };
}

function toTaskResult(task: TaskState, now: number, within: Within): Omit<AgentResult, 'id' | 'class'> {
  const { status, attempts, startedAt, finishedAt, output, error, reason, cached, reused } = task;
  const withOutput = within(output);
  return {
    status,
    attempts,
    duration: seconds(startedAt, finishedAt ?? now),
    output: withOutput ? output : null,
    error: error ?? null,
    reason: withOutput ? (reason ?? retried(task)) : LEFT_OUT,
    ...(hasFailed(task) && task.agent.definition.continueOnError ? { tolerated: true } : {}),
    ...(cached ? { cached } : {}),
    ...(reused ? { reused } : {}),
  };
}

function retried({ agent, status, attempts }: TaskState): string | null {
  if (status !== 'success' || attempts < 2) return null;
  return `succeeded at attempt ${attempts} of ${agent.definition.retry.maxRetries + 1}`;
}

const lastEnd = (tasks: readonly TaskState[]): number =>
  tasks.reduce((last, { finishedAt }) => Math.max(last, finishedAt ?? 0), 0);

export function phasesExecuted(phases: readonly PhaseState[]): number {
  return phases.filter((phase) => phase.startedAt !== undefined).length;
}

export function seconds(from: number | undefined, to: number): number | null {
  return from === undefined ? null : Math.max(0, to - from) / 1000;
}

const timestamp = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString();
