import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  TimeoutFailure,
  type ActivityOptions,
} from '@temporalio/workflow';
import type { RetryDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { AgentReport, AgentTask, FailureDetails } from './agent-task.ts';
import type { AgentOutcome, AgentState } from './scheduler.ts';

/** What no further attempt can mend. The worker marks these itself; they stand here for failures that the SDK makes. */
const NEVER_RETRIED = ['PayloadsTooLarge', 'ValueError'];
const MAX_SUMMARY_BYTES = 200;

/** Runs an agent, over all its attempts, as one activity: three events of history. Never rejects. */
export async function runAgent(agent: AgentState, run: RunDefinition): Promise<AgentOutcome> {
  const { definition } = agent;
  const phase = agent.phase.definition.name;
  const activities = proxyActivities<Record<string, (task: AgentTask) => Promise<AgentReport>>>(activityOptions(agent));
  const task: AgentTask = {
    module: definition.module,
    phase,
    agent: definition.id,
    config: (definition.configKey === undefined ? undefined : run.config[definition.configKey]) ?? {},
    input: definition.with ?? {},
    isolation: definition.isolation,
    maxAttempts: definition.retry.maxRetries + 1,
  };
  try {
    return { status: 'success', ...(await activities[definition.class]!(task)) };
  } catch (error) {
    return outcomeOf(error, definition.retry);
  }
}

function activityOptions({ definition, phase }: AgentState): ActivityOptions {
  const { retry } = definition;
  const name = phase.definition.name;
  // A first interval of 0 is refused by the SDK, a `maximumInterval` below the first one too.
  const initialInterval = Math.max(1, Math.min(retry.retryDelay, retry.maxDelay ?? Infinity));
  return {
    activityId: `${name}/${definition.id}`,
    summary: `${name}: ${definition.id}`.slice(0, MAX_SUMMARY_BYTES),
    startToCloseTimeout: definition.timeout,
    heartbeatTimeout: definition.heartbeatTimeout,
    // "Cancelled" then means stopped: the run waits for the agent's end, which the worker enforces after the grace.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval,
      backoffCoefficient: retry.backoff,
      ...(retry.maxDelay === undefined ? {} : { maximumInterval: Math.max(initialInterval, retry.maxDelay) }),
      maximumAttempts: retry.maxRetries + 1,
      nonRetryableErrorTypes: [...NEVER_RETRIED, ...retry.nonRetryable],
    },
  };
}

function outcomeOf(failure: unknown, retry: RetryDefinition): AgentOutcome {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (isCancellation(failure)) {
    const attempts = cause instanceof CancelledFailure ? attemptsIn(cause.details) : undefined;
    return { status: 'cancelled', attempts: attempts ?? 0 };
  }
  if (cause instanceof TimeoutFailure) {
    const exhausted = failure instanceof ActivityFailure && failure.retryState === 'MAXIMUM_ATTEMPTS_REACHED';
    const message =
      cause.timeoutType === 'HEARTBEAT'
        ? 'its worker was lost, or the agent blocked it'
        : 'the attempt took longer than its timeout';
    return { status: 'timed_out', attempts: exhausted ? retry.maxRetries + 1 : 1, error: { type: 'Timeout', message } };
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
