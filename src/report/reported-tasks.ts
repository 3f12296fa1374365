import type { AgentDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { AgentStatusDocument, ItemStatusDocument, PhaseStatusDocument } from '../runs/run-status.ts';
import { LEFT_OUT } from '../workflows/to-result.ts';
import type { RunStatus } from '../workflows/run-result.ts';
import type { HistoryTask } from './history-tasks.ts';
import type { OutputBudget } from './output-budget.ts';
import type { ReportedTask } from './report-document.ts';

interface PhaseOfRun {
  readonly definition: RunDefinition;
  readonly phase: string;
  readonly result: PhaseStatusDocument;
  readonly runStatus: RunStatus;
  readonly history: ReadonlyMap<string, HistoryTask>;
}

type Task = Omit<ReportedTask, 'phase' | 'tries' | 'log'>;

/** The agents of a phase and their items. What a result has no room for is taken from the history. */
export async function reportedTasks(run: PhaseOfRun, budget: OutputBudget): Promise<Task[]> {
  const known = new Map(run.result.agents.map((agent) => [agent.id, agent]));
  const tasks: Task[] = [];
  for (const agent of agentsOf(run)) {
    const result = known.get(agent.id);
    if (agent.forEach !== undefined) tasks.push(...(await itemsOf(run, agent, result, budget)));
    else tasks.push(await toTask(run, agent, result, budget));
  }
  return tasks;
}

function agentsOf({ definition, phase }: PhaseOfRun): readonly AgentDefinition[] {
  if (phase === 'on_failure' || phase === 'finally')
    return phase === 'finally' ? definition.finally : definition.onFailure;
  return definition.phases.find(({ name }) => name === phase)?.agents ?? [];
}

async function itemsOf(
  run: PhaseOfRun,
  agent: AgentDefinition,
  result: AgentStatusDocument | undefined,
  budget: OutputBudget,
): Promise<Task[]> {
  const items = new Map((result?.items ?? []).map((item) => [item.index, item]));
  const prefix = `${run.phase}/${agent.id}#`;
  const indexes = new Set(items.keys());
  for (const id of run.history.keys()) if (id.startsWith(prefix)) indexes.add(Number(id.slice(prefix.length)));
  // Nothing was listed: the agent speaks for itself.
  if (indexes.size === 0) return [await toTask(run, agent, result, budget)];
  return Promise.all(
    [...indexes]
      .toSorted((a, b) => a - b)
      .map(async (index) => {
        const value = items.get(index)?.item ?? (await run.history.get(`${prefix}${index}`)?.readItem()) ?? null;
        return { ...(await toTask(run, agent, items.get(index), budget, index)), item: { index, value } };
      }),
  );
}

async function toTask(
  { phase, history, runStatus, result: { status: phaseStatus } }: PhaseOfRun,
  { id, class: className, module }: AgentDefinition,
  result: AgentStatusDocument | ItemStatusDocument | undefined,
  budget: OutputBudget,
  index?: number,
): Promise<Task> {
  const past = history.get(`${phase}/${id}${index === undefined ? '' : `#${index}`}`);
  const named = { agent: id, class: className, module };
  const times = past?.times ?? { scheduled: null, started: null, ended: null };
  if (!result) {
    const status = past?.status ?? unknownStatus(past, phaseStatus, runStatus);
    const { scheduled, ended } = times;
    return {
      ...named,
      times,
      status,
      attempts: past?.attempts ?? 0,
      duration: scheduled === null || ended === null ? null : ended - scheduled,
      ...budget.take((await past?.readOutput())?.output),
      error: past?.error ?? null,
      reason: null,
      flags: [],
    };
  }
  const isLeftOut = result.reason === LEFT_OUT;
  const output = isLeftOut ? (await past?.readOutput())?.output : result.output;
  const { duration, progress } = result;
  const began = result.attempt !== null && duration !== null ? Date.now() - duration * 1000 : times.started;
  return {
    ...named,
    times: { ...times, started: began },
    status: result.status,
    attempts: Math.max(result.attempts, result.attempt ?? 0),
    duration: duration === null ? null : duration * 1000,
    ...budget.take(result.status === 'success' ? output : undefined),
    error: result.error ?? (result.last_error === null ? null : { type: 'last attempt', message: result.last_error }),
    reason: isLeftOut && output !== undefined ? null : result.reason,
    ...(progress ? { progress } : {}),
    flags: (['tolerated', 'reused', 'cached'] as const).filter((flag) => result[flag]),
  };
}

/** Of an agent that has no end, and that the result does not tell of. */
function unknownStatus(
  past: HistoryTask | undefined,
  phase: PhaseStatusDocument['status'],
  run: RunStatus,
): Task['status'] {
  if (run !== 'running') return past ? 'cancelled' : phase === 'skipped' || phase === 'blocked' ? phase : 'cancelled';
  return past ? 'running' : 'pending';
}
