import type { Client } from '@temporalio/client';
import type { AgentResult, ItemResult, PhaseResult, RunResult } from '../workflows/run-result.ts';
import { describeRun } from './find-run.ts';
import { IDLE, pendingAgents, type AtWork, type PendingAgent } from './pending-agents.ts';
import { queryStatus } from './query-status.ts';
import { waitForResult } from './run-outcome.ts';
import { startedAt } from './started-at.ts';

/** A run as it is now: its result so far, with what is known of agents at work. */
export interface RunStatusDocument extends Omit<RunResult, 'results' | Handler> {
  readonly results: readonly PhaseStatusDocument[];
  readonly on_failure?: PhaseStatusDocument;
  readonly finally?: PhaseStatusDocument;
}

type Handler = 'on_failure' | 'finally';

export interface PhaseStatusDocument extends Omit<PhaseResult, 'agents'> {
  readonly agents: readonly AgentStatusDocument[];
  /** The run of its sub-workflow, while that is under way. */
  readonly run?: RunStatusDocument;
}

export interface AgentStatusDocument extends Omit<AgentResult, 'items'>, AtWork {
  readonly items?: readonly ItemStatusDocument[];
}

export interface ItemStatusDocument extends ItemResult, AtWork {}

/** Each run of a sub-workflow costs two more questions: only so many are asked for, and only so deep. */
const MAX_SUB_RUNS = 10;
const MAX_DEPTH = 3;

/** @throws RunNotFoundError; NoWorkerError where the run is under way and nobody answers for it. */
export async function runStatus(client: Client, workflowId: string, depth = 0): Promise<RunStatusDocument> {
  const description = await describeRun(client, workflowId);
  if (description.status.name !== 'RUNNING') return endedStatus(await waitForResult(client, workflowId));
  const result = await queryStatus(client, workflowId);
  const status = asOfNow(result, await pendingAgents(client, description), startedAt(description));
  return depth < MAX_DEPTH ? withSubRuns(client, status, depth) : status;
}

async function withSubRuns(client: Client, status: RunStatusDocument, depth: number): Promise<RunStatusDocument> {
  const atWork = status.results.filter((phase) => phase.workflow_id !== undefined && phase.status === 'running');
  const runs = new Map<PhaseStatusDocument, RunStatusDocument>();
  await Promise.all(
    atWork.slice(0, MAX_SUB_RUNS).map(async (phase) => {
      // What cannot be asked for right now, as it has not begun or is just over, is left out of the picture.
      const run = await runStatus(client, phase.workflow_id!, depth + 1).catch(() => undefined);
      if (run?.status === 'running') runs.set(phase, run);
    }),
  );
  const withRun = (phase: PhaseStatusDocument) => {
    const run = runs.get(phase);
    return run ? { ...phase, run } : phase;
  };
  return runs.size === 0 ? status : { ...status, results: status.results.map(withRun) };
}

/** A query sees the time of the run's last event only, so that what is under way is timed here. */
function asOfNow(result: RunResult, pending: ReadonlyMap<string, PendingAgent>, startTime: Date): RunStatusDocument {
  const now = Date.now();
  const since = (time: number) => Math.max(0, now - time) / 1000;
  const ofTask = <T extends { readonly duration: number | null }>(task: T, id: string): T & AtWork => {
    const { startedAt, ...known } = pending.get(id) ?? { ...IDLE, startedAt: undefined };
    return { ...task, ...known, duration: startedAt === undefined ? task.duration : since(startedAt) };
  };
  const status = mapPhases(result, (phase) => ({
    ...phase,
    duration: phase.status === 'running' && phase.started_at ? since(Date.parse(phase.started_at)) : phase.duration,
    agents: phase.agents.map((agent) =>
      mapItems(ofTask(agent, `${phase.phase}/${agent.id}`), (item) =>
        ofTask(item, `${phase.phase}/${agent.id}#${item.index}`),
      ),
    ),
  }));
  return { ...status, total_duration: since(startTime.getTime()) };
}

/** The status of a run that is over, from its result. */
export function endedStatus(result: RunResult): RunStatusDocument {
  return mapPhases(result, (phase) => ({
    ...phase,
    agents: phase.agents.map((agent) => mapItems({ ...agent, ...IDLE }, (item) => ({ ...item, ...IDLE }))),
  }));
}

function mapPhases(result: RunResult, change: (phase: PhaseResult) => PhaseStatusDocument): RunStatusDocument {
  const { on_failure: onFailure, finally: last, ...rest } = result;
  return {
    ...rest,
    results: result.results.map(change),
    ...(onFailure ? { on_failure: change(onFailure) } : {}),
    ...(last ? { finally: change(last) } : {}),
  };
}

function mapItems(agent: AgentResult & AtWork, change: (item: ItemResult) => ItemStatusDocument): AgentStatusDocument {
  const { items, ...rest } = agent;
  return items ? { ...rest, items: items.map(change) } : rest;
}
