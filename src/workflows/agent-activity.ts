import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  TimeoutFailure,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { RetryDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { AgentReport, AgentTask, FailureDetails } from './agent-task.ts';
import type { AgentWork } from './phase-agents.ts';
import { ATTEMPT_TIMED_OUT, type AgentOutcome, type TaskState } from './phase-state.ts';
import { retryPolicy } from './retry-policy.ts';
import type { AgentError } from './run-result.ts';
import { toAgentTask } from './to-agent-task.ts';

/** The server's word for a heartbeat that did not come. */
const WORKER_LOST: AgentError = { type: 'Timeout', message: 'its worker was lost, or the agent blocked it' };
/** The server takes 200 bytes, and a character may be four. */
const MAX_SUMMARY_CHARACTERS = 50;

/** Of a cache key: it may be as long as a text can be. */
const MAX_SHOWN_KEY = 80;

/** A worker that is lost takes an attempt with it, at no fault of the agent: so often it is started again. */
const MAX_LOST = 10;

/** Runs an agent, over all its attempts, as one activity: three events of history. Never rejects. */
export async function runAgent(work: AgentWork, run: RunDefinition): Promise<AgentOutcome> {
  const { definition } = work.task.agent;
  const options = activityOptions(work.task);
  let task = toAgentTask(work, run);
  for (let lost = 0; ; lost++) {
    const activities = proxyActivities<Record<string, (task: AgentTask) => Promise<AgentReport>>>(options);
    try {
      const report = await activities[definition.class]!(task);
      return { status: 'success', ...report, ...(report.cached ? { reason: knownFor(work.cacheKey) } : {}) };
    } catch (error) {
      const loss = lossIn(error);
      if (!loss || lost === MAX_LOST) return outcomeOf(error, definition.retry);
      // Retries that were left have been made by Temporal itself: this was the last one, and is made once more.
      const attemptsBefore = task.maxAttempts + (task.attemptsBefore ?? 0);
      task = { ...task, maxAttempts: 1, attemptsBefore, ...checkpointIn(loss) };
      options.retry = { ...options.retry, maximumAttempts: 1 };
    }
  }
}

const knownFor = (key = ''): string =>
  `its output is that of an earlier run with the cache key "${key.length > MAX_SHOWN_KEY ? `${key.slice(0, MAX_SHOWN_KEY)}…` : key}"`;

/** The last attempt had a worker that was lost. */
function lossIn(failure: unknown): TimeoutFailure | undefined {
  const cause = failure instanceof ActivityFailure ? failure.cause : undefined;
  return cause instanceof TimeoutFailure && cause.timeoutType === 'HEARTBEAT' ? cause : undefined;
}

function checkpointIn({ lastHeartbeatDetails }: TimeoutFailure): Pick<AgentTask, 'checkpoint'> {
  const { checkpoint } = (lastHeartbeatDetails ?? {}) as Pick<AgentTask, 'checkpoint'>;
  return checkpoint === undefined ? {} : { checkpoint };
}

function activityOptions({ agent, item }: TaskState): ActivityOptions {
  const { definition, phase } = agent;
  const name = `${phase.definition.name}/${definition.id}`;
  const taskQueue = definition.taskQueue ?? (definition.runtime === 'python' ? pythonQueue() : undefined);
  return {
    activityId: item ? `${name}#${item.index}` : name,
    summary: summaryOf(phase.definition.name, definition.id, item),
    ...(taskQueue === undefined ? {} : { taskQueue }),
    startToCloseTimeout: definition.timeout,
    heartbeatTimeout: definition.heartbeatTimeout,
    // "Cancelled" then means stopped: the run waits for the agent's end, which the worker enforces after the grace.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: retryPolicy(definition),
  };
}

/** Python agents run on a worker of their own beside the run's. */
const pythonQueue = (): string => `${workflowInfo().taskQueue}-python`;

function summaryOf(phase: string, agent: string, item: TaskState['item']): string {
  const value = item ? ` ${typeof item.value === 'string' ? item.value : JSON.stringify(item.value)}` : '';
  return `${phase}: ${agent}${value}`.slice(0, MAX_SUMMARY_CHARACTERS);
}

function outcomeOf(failure: unknown, retry: RetryDefinition): AgentOutcome {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (isCancellation(failure)) {
    const attempts = cause instanceof CancelledFailure ? attemptsIn(cause.details) : undefined;
    return { status: 'cancelled', attempts: attempts ?? 0 };
  }
  if (cause instanceof TimeoutFailure) {
    const exhausted = failure instanceof ActivityFailure && failure.retryState === 'MAXIMUM_ATTEMPTS_REACHED';
    const error = cause.timeoutType === 'HEARTBEAT' ? WORKER_LOST : ATTEMPT_TIMED_OUT;
    return { status: 'timed_out', attempts: exhausted ? retry.maxRetries + 1 : 1, error };
  }
  if (cause instanceof ApplicationFailure) {
    const error = { type: cause.type ?? 'Error', message: cause.message };
    return { status: 'failed', attempts: attemptsIn(cause.details) ?? 1, error };
  }
  const message = failure instanceof Error ? failure.message : String(failure);
  return { status: 'failed', attempts: 0, error: { type: 'ActivityFailure', message } };
}

const attemptsIn = (details: unknown[] | undefined | null): number | undefined =>
  (details?.[0] as Partial<FailureDetails> | undefined)?.attempts;
