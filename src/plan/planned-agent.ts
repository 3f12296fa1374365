import type { JsonObject } from '../definition/json.ts';
import type { AgentDefinition } from '../definition/run-definition.ts';
import { countItems } from './count-items.ts';
import type { AgentShare } from './what-runs.ts';

/** An agent with the settings that it ends up with. Times are seconds. */
export interface PlannedAgent {
  readonly id: string;
  readonly module: string;
  readonly class: string;
  readonly config_key: string | null;
  readonly if: string | null;
  /** The expression, or "a list". */
  readonly for_each: string | null;
  /** Agent tasks that it makes: 1 without a `for_each`; null where that is known only during the run. */
  readonly items: number | null;
  readonly max_workers: number | null;
  readonly continue_on_error: boolean;
  readonly timeout: number;
  readonly heartbeat_timeout: number;
  readonly retry: {
    readonly max_retries: number;
    readonly retry_delay: number;
    readonly backoff: number;
    readonly max_delay: number | null;
    readonly non_retryable: readonly string[];
  };
  readonly isolation: string;
  readonly runtime: string;
  /** Null: that of the run. */
  readonly task_queue: string | null;
  readonly cache: { readonly key: string; readonly ttl: number | null } | null;
  readonly secrets: readonly string[];
  /** In a rerun: it does not run, since all its output is that of the earlier run. */
  readonly reused?: true;
  /** In a rerun: it may not run, and the earlier run has left no output of it. */
  readonly skipped?: true;
  /** In a rerun, of a `for_each`: items that do not run again; at most so many where `items` is null. */
  readonly reused_items?: number;
}

/** @param share what a rerun does of it */
export function plannedAgent(agent: AgentDefinition, inputs: JsonObject, share: AgentShare = {}): PlannedAgent {
  const { retry, cache, forEach } = agent;
  return {
    id: agent.id,
    module: agent.module,
    class: agent.class,
    config_key: agent.configKey ?? null,
    if: agent.if ?? null,
    for_each: typeof forEach === 'string' ? forEach : forEach ? 'a list' : null,
    items: share.items ?? countItems(agent, inputs),
    max_workers: agent.maxWorkers ?? null,
    continue_on_error: agent.continueOnError,
    timeout: agent.timeout / 1000,
    heartbeat_timeout: agent.heartbeatTimeout / 1000,
    retry: {
      max_retries: retry.maxRetries,
      retry_delay: retry.retryDelay / 1000,
      backoff: retry.backoff,
      max_delay: retry.maxDelay === undefined ? null : retry.maxDelay / 1000,
      non_retryable: retry.nonRetryable,
    },
    isolation: agent.isolation,
    runtime: agent.runtime,
    task_queue: agent.taskQueue ?? null,
    cache: cache ? { key: cache.key, ttl: cache.ttl === undefined ? null : cache.ttl / 1000 } : null,
    secrets: agent.secrets ?? [],
    ...(share.notRun === undefined ? {} : { [share.notRun]: true as const }),
    ...(share.reusedItems === undefined ? {} : { reused_items: share.reusedItems }),
  };
}
