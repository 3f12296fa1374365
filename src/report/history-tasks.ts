import { tsToMs } from '@temporalio/common/lib/time.js';
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Json } from '../definition/json.ts';
import { failureMessage } from '../encryption/failure-message.ts';
import { firstValue, historyPages } from '../storage/history-pages.ts';
import type { AgentReport, AgentTask } from '../workflows/agent-task.ts';
import type { AgentError, AgentStatus } from '../workflows/run-result.ts';
import type { TaskTimes } from './report-document.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads | null | undefined;

/** What the history of a run knows of an agent: when, and how it ended. */
export interface HistoryTask {
  readonly times: TaskTimes;
  readonly attempts: number;
  /** Undefined while it is not over. */
  readonly status: Exclude<AgentStatus, 'pending' | 'running' | 'skipped' | 'blocked'> | undefined;
  readonly error: AgentError | null;
  /** Decoded when it is asked for: most are known from the result. */
  readonly readOutput: () => Promise<{ readonly output: Json; readonly cached: boolean } | undefined>;
  readonly readItem: () => Promise<Json>;
}

const PAGE = 1000;

/** By Activity ID. A run with a long history went on as new: all of it is read. */
export async function historyTasks(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<ReadonlyMap<string, HistoryTask>> {
  const tasks = new Map<string, HistoryTask>();
  for (let runId: string | undefined = execution.runId; runId;) {
    const { before, found } = await readExecution(client, { workflowId: execution.workflowId, runId });
    // What is read first is the latest: an agent that was at work when the run went on does not exist.
    for (const [id, task] of found) if (!tasks.has(id)) tasks.set(id, task);
    runId = before;
  }
  return tasks;
}

interface OpenTask {
  readonly id: string;
  readonly scheduled: number;
  readonly input: Payloads;
  started: number | null;
  attempts: number;
}

async function readExecution(client: Client, execution: { readonly workflowId: string; readonly runId: string }) {
  let before: string | undefined;
  const open = new Map<string, OpenTask>();
  const found = new Map<string, HistoryTask>();
  for await (const events of historyPages(client, execution, PAGE)) {
    for (const event of events) {
      before ??= event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
      const begun = event.activityTaskScheduledEventAttributes;
      if (begun) {
        const task = {
          id: begun.activityId ?? '',
          scheduled: timeOf(event),
          input: begun.input,
          started: null,
          attempts: 0,
        };
        open.set(String(event.eventId), task);
        found.set(task.id, await toTask(client, task, {}));
      }
      const start = event.activityTaskStartedEventAttributes;
      const started = start && open.get(String(start.scheduledEventId));
      if (started) Object.assign(started, { started: timeOf(event), attempts: start.attempt ?? 1 });
      const end = endOf(event);
      const ended = end && open.get(String(end.scheduledEventId));
      if (end && ended) found.set(ended.id, await toTask(client, ended, { ...end, at: timeOf(event) }));
    }
  }
  return { before, found };
}

interface TaskEnd {
  readonly scheduledEventId: unknown;
  readonly status: NonNullable<HistoryTask['status']>;
  readonly result?: Payloads;
  readonly failure?: temporal.api.failure.v1.IFailure | null | undefined;
}

function endOf(event: HistoryEvent): TaskEnd | undefined {
  const {
    activityTaskCompletedEventAttributes: completed,
    activityTaskFailedEventAttributes: failed,
    activityTaskTimedOutEventAttributes: timedOut,
    activityTaskCanceledEventAttributes: cancelled,
  } = event;
  if (completed) return { scheduledEventId: completed.scheduledEventId, status: 'success', result: completed.result };
  if (failed) return { scheduledEventId: failed.scheduledEventId, status: 'failed', failure: failed.failure };
  if (timedOut) return { scheduledEventId: timedOut.scheduledEventId, status: 'timed_out', failure: timedOut.failure };
  if (cancelled) return { scheduledEventId: cancelled.scheduledEventId, status: 'cancelled' };
  return undefined;
}

async function toTask(
  client: Client,
  { scheduled, started, attempts, input }: OpenTask,
  { status, failure, result, at }: Partial<TaskEnd> & { readonly at?: number },
): Promise<HistoryTask> {
  return {
    times: { scheduled, started, ended: at ?? null },
    attempts,
    status,
    error: failure ? await errorOf(client, failure) : null,
    readOutput: async () => {
      const report = (await firstValue(client, result)) as Partial<AgentReport> | null | undefined;
      return report?.output === undefined ? undefined : { output: report.output, cached: report.cached === true };
    },
    readItem: async () => ((await firstValue(client, input)) as AgentTask | undefined)?.item ?? null,
  };
}

async function errorOf(client: Client, failure: temporal.api.failure.v1.IFailure): Promise<AgentError> {
  const type = failure.applicationFailureInfo?.type ?? (failure.timeoutFailureInfo ? 'Timeout' : 'Error');
  return { type, message: (await failureMessage(client, failure)) ?? '' };
}

const timeOf = ({ eventTime }: HistoryEvent): number => (eventTime ? tsToMs(eventTime) : 0);
