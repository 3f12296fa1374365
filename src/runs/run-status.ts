import { defaultPayloadConverter } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { HeartbeatDetails } from '../activities/heartbeat.ts';
import type { AgentResult, PhaseResult, RunResult } from '../workflows/run-result.ts';
import { describeRun } from './find-run.ts';
import { waitForResult } from './run-outcome.ts';

/** A run as it is now: its result so far, with what is known of agents at work. */
export interface RunStatusDocument extends Omit<RunResult, 'results'> {
  readonly results: readonly PhaseStatusDocument[];
}

export interface PhaseStatusDocument extends Omit<PhaseResult, 'agents'> {
  readonly agents: readonly AgentStatusDocument[];
}

export interface AgentStatusDocument extends AgentResult {
  /** Under way now; null for an agent that is not at work. */
  readonly attempt: number | null;
  readonly progress: { readonly fraction: number; readonly text: string | null } | null;
  /** What the attempt before this one failed with. */
  readonly last_error: string | null;
}

/** No worker answered, so that only the server's view of the run is known. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';
}

const QUERY_TIMEOUT = 5_000;

export async function runStatus(client: Client, workflowId: string): Promise<RunStatusDocument> {
  const description = await describeRun(client, workflowId);
  if (description.status.name !== 'RUNNING') return endedStatus(await waitForResult(client, workflowId));
  return asOfNow(await queryStatus(client, workflowId), pendingAgents(description), description.startTime);
}

async function queryStatus(client: Client, workflowId: string): Promise<RunResult> {
  try {
    return await client.withDeadline(Date.now() + QUERY_TIMEOUT, () =>
      client.workflow.getHandle(workflowId).query<RunResult>('status'),
    );
  } catch (error) {
    throw new NoWorkerError(
      `the run "${workflowId}" is under way, but no worker answered within ${QUERY_TIMEOUT / 1000} seconds; start one with \`orchestrator worker\``,
      { cause: error },
    );
  }
}

interface Pending extends Pick<AgentStatusDocument, 'attempt' | 'progress' | 'last_error'> {
  /** Of this attempt, in milliseconds. */
  readonly startedAt: number | undefined;
}

const IDLE = { attempt: null, progress: null, last_error: null };

/** By Activity ID (`phase/agent`): the server alone knows the attempt, the heartbeat and the last failure. */
function pendingAgents({ raw }: WorkflowExecutionDescription): Map<string, Pending> {
  return new Map(
    (raw.pendingActivities ?? []).map(({ activityId, attempt, heartbeatDetails, lastFailure, lastStartedTime }) => {
      const [payload] = heartbeatDetails?.payloads ?? [];
      const { progress } = payload ? defaultPayloadConverter.fromPayload<HeartbeatDetails>(payload) : {};
      return [
        activityId ?? '',
        {
          attempt: attempt ?? 1,
          progress: progress ? { fraction: progress.fraction, text: progress.text ?? null } : null,
          last_error: lastFailure?.message ?? null,
          startedAt: lastStartedTime ? tsToMs(lastStartedTime) : undefined,
        },
      ];
    }),
  );
}

/** A query sees the time of the run's last event only, so that what is under way is timed here. */
function asOfNow(result: RunResult, pending: Map<string, Pending>, startTime: Date): RunStatusDocument {
  const now = Date.now();
  const since = (time: number) => Math.max(0, now - time) / 1000;
  const results = result.results.map((phase) => ({
    ...phase,
    duration: phase.status === 'running' && phase.started_at ? since(Date.parse(phase.started_at)) : phase.duration,
    agents: phase.agents.map((agent) => {
      const { startedAt, ...known } = pending.get(`${phase.phase}/${agent.id}`) ?? { ...IDLE, startedAt: undefined };
      return { ...agent, ...known, duration: startedAt === undefined ? agent.duration : since(startedAt) };
    }),
  }));
  return { ...result, total_duration: since(startTime.getTime()), results };
}

/** The status of a run that is over, from its result. */
export function endedStatus(result: RunResult): RunStatusDocument {
  const results = result.results.map((phase) => ({
    ...phase,
    agents: phase.agents.map((agent) => ({ ...agent, ...IDLE })),
  }));
  return { ...result, results };
}
