import { asyncLocalStorage, Context, metricMeter } from '@temporalio/activity';
import type { AgentReport, AgentTask } from '../../src/workflows/agent-task.ts';

export interface ActivityInfo {
  readonly activityId?: string;
  readonly activityType?: string;
  readonly workflowType?: string;
  readonly attempt?: number;
  readonly runId?: string;
  readonly heartbeatDetails?: unknown;
  readonly currentAttemptScheduledTimestampMs?: number;
}

/** Runs an activity of agents as Temporal's worker would, without a server, and keeps what it says to Temporal and to the log. */
export async function inActivity(
  runAgent: (task: AgentTask) => Promise<{ readonly payload: { readonly data?: Uint8Array | null } }>,
  task: AgentTask,
  { runId = 'run', ...info }: ActivityInfo = {},
) {
  const heartbeats: unknown[] = [];
  const logs: unknown[] = [];
  const say = (...line: unknown[]) => void logs.push(line);
  const context = new Context(
    {
      taskToken: new Uint8Array(),
      base64TaskToken: '',
      activityId: 'phase/agent',
      activityType: 'AnAgent',
      workflowType: 'workflow',
      activityNamespace: 'default',
      workflowNamespace: 'default',
      workflowExecution: { workflowId: 'a-run', runId },
      attempt: 1,
      isLocal: false,
      inWorkflow: true,
      taskQueue: 'queue',
      scheduledTimestampMs: 0,
      scheduleToCloseTimeoutMs: 0,
      startToCloseTimeoutMs: 60_000,
      currentAttemptScheduledTimestampMs: 0,
      heartbeatDetails: undefined,
      ...info,
    } as Context['info'],
    new Promise<never>(() => {}),
    new AbortController().signal,
    (details) => void heartbeats.push(details),
    undefined,
    { log: say, trace: say, debug: say, info: say, warn: say, error: say },
    metricMeter,
    {},
  );
  try {
    const { payload } = await asyncLocalStorage.run(context, runAgent, task);
    return { report: JSON.parse(Buffer.from(payload.data!).toString()) as AgentReport, heartbeats, logs };
  } catch (failure) {
    return { failure, heartbeats, logs };
  }
}
