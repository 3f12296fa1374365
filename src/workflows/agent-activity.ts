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
import { unescapeText } from '../definition/expression/template.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import type { RetryDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { AgentReport, AgentTask, FailureDetails } from './agent-task.ts';
import type { AgentWork } from './phase-agents.ts';
import type { AgentOutcome, TaskState } from './phase-state.ts';

/**
 * What no further attempt can mend. The worker marks these itself; they stand here for failures that the SDK makes. To Python a
 * `ValueError` is an error like any other.
 */
const NEVER_RETRIED = { node: ['PayloadsTooLarge', 'ValueError'], python: ['PayloadsTooLarge'] };
/** The server takes 200 bytes, and a character may be four. */
const MAX_SUMMARY_CHARACTERS = 50;

/** Runs an agent, over all its attempts, as one activity: three events of history. Never rejects. */
export async function runAgent({ task, input, cacheKey }: AgentWork, run: RunDefinition): Promise<AgentOutcome> {
  const { definition, phase } = task.agent;
  const { cache, configKey, secrets } = definition;
  const config = (configKey === undefined ? undefined : run.config[configKey]) ?? {};
  const activities = proxyActivities<Record<string, (task: AgentTask) => Promise<AgentReport>>>(activityOptions(task));
  const agentTask: AgentTask = {
    module: definition.module,
    phase: phase.definition.name,
    agent: definition.id,
    config: secrets ? config : (literal(config) as JsonObject),
    input,
    isolation: definition.isolation,
    maxAttempts: definition.retry.maxRetries + 1,
    ...(task.item ? { item: task.item.value, itemIndex: task.item.index } : {}),
    ...(secrets ? { secrets } : {}),
    ...(cache && cacheKey !== undefined
      ? { cache: { key: cacheKey, ...(cache.ttl === undefined ? {} : { ttl: cache.ttl }) } }
      : {}),
  };
  try {
    return { status: 'success', ...(await activities[definition.class]!(agentTask)) };
  } catch (error) {
    return outcomeOf(error, definition.retry);
  }
}

function activityOptions({ agent, item }: TaskState): ActivityOptions {
  const { definition, phase } = agent;
  const { retry } = definition;
  const name = `${phase.definition.name}/${definition.id}`;
  // A first interval of 0 is refused by the SDK, a `maximumInterval` below the first one too.
  const initialInterval = Math.max(1, Math.min(retry.retryDelay, retry.maxDelay ?? Infinity));
  const taskQueue = definition.taskQueue ?? (definition.runtime === 'python' ? pythonQueue() : undefined);
  return {
    activityId: item ? `${name}#${item.index}` : name,
    summary: summaryOf(phase.definition.name, definition.id, item),
    ...(taskQueue === undefined ? {} : { taskQueue }),
    startToCloseTimeout: definition.timeout,
    heartbeatTimeout: definition.heartbeatTimeout,
    // "Cancelled" then means stopped: the run waits for the agent's end, which the worker enforces after the grace.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval,
      backoffCoefficient: retry.backoff,
      ...(retry.maxDelay === undefined ? {} : { maximumInterval: Math.max(initialInterval, retry.maxDelay) }),
      maximumAttempts: retry.maxRetries + 1,
      nonRetryableErrorTypes: [...NEVER_RETRIED[definition.runtime], ...retry.nonRetryable],
    },
  };
}

/** Python agents run on a worker of their own beside the run's. */
const pythonQueue = (): string => `${workflowInfo().taskQueue}-python`;

function summaryOf(phase: string, agent: string, item: TaskState['item']): string {
  const value = item ? ` ${typeof item.value === 'string' ? item.value : JSON.stringify(item.value)}` : '';
  return `${phase}: ${agent}${value}`.slice(0, MAX_SUMMARY_CHARACTERS);
}

/** A value in written form that holds no references, as it is meant. */
function literal(value: Json): Json {
  if (typeof value === 'string') return unescapeText(value);
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literal(inner)]));
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
