import type { JsonObject } from './json.ts';
import type { AgentDefinition, PhaseDefinition, RetryDefinition, RunDefinition } from './run-definition.ts';
import { withoutUndefined } from './without-undefined.ts';
import type { PhaseFile, RetryFile, WorkflowFile } from './schema.ts';

/** What a caller sets for one run. It beats what the file says for the whole run (`defaults`, `max_workers`); what an agent or a phase says for itself stands. */
export interface RunOverrides {
  readonly maxRetries?: number;
  /** Milliseconds. */
  readonly retryDelay?: number;
  readonly maxWorkers?: number;
}

/** Agents of one run at work at once where nothing is said. The worker has a limit of its own. */
const DEFAULT_MAX_WORKERS = 100;
/** An attempt without a `timeout` may take as long as the language can say; a dead or wedged one is found by its heartbeat. */
const DEFAULT_TIMEOUT = 365 * 86_400_000;
const DEFAULT_HEARTBEAT_TIMEOUT = 30_000;
const DEFAULT_RETRY: RetryDefinition = { maxRetries: 3, retryDelay: 5_000, backoff: 1, nonRetryable: [] };

/** Fills in every default, so that what a run is started with says all there is to say. */
export function resolve(
  file: WorkflowFile,
  name: string,
  sections: Readonly<Record<string, JsonObject>>,
  overrides: RunOverrides = {},
): RunDefinition {
  const retry = {
    ...mergeRetry(DEFAULT_RETRY, file.defaults?.retry),
    ...withoutUndefined({ maxRetries: overrides.maxRetries, retryDelay: overrides.retryDelay }),
  };
  const phases = file.phases.map((phase) => resolvePhase(phase, file, retry));
  const used = new Set(phases.flatMap((phase) => phase.agents.map((agent) => agent.configKey)));
  return {
    name,
    ...withoutUndefined({ description: file.description, version: file.version, timeout: file.timeout }),
    maxWorkers: overrides.maxWorkers ?? file.max_workers ?? DEFAULT_MAX_WORKERS,
    config: Object.fromEntries(Object.entries(sections).filter(([key]) => used.has(key))),
    phases,
  };
}

function resolvePhase(phase: PhaseFile, file: WorkflowFile, retry: RetryDefinition): PhaseDefinition {
  const taken = new Set(phase.agents.map((agent) => agent.id));
  const agents = phase.agents.map((agent): AgentDefinition => {
    const id = agent.id ?? freeId(snakeCase(agent.class), taken);
    taken.add(id);
    return {
      id,
      module: agent.module,
      class: agent.class,
      ...withoutUndefined({ configKey: agent.config_key, with: agent.with as JsonObject | undefined }),
      timeout: agent.timeout ?? file.defaults?.timeout ?? DEFAULT_TIMEOUT,
      heartbeatTimeout: agent.heartbeat_timeout ?? file.defaults?.heartbeat_timeout ?? DEFAULT_HEARTBEAT_TIMEOUT,
      retry: mergeRetry(retry, agent.retry),
      isolation: agent.isolation ?? file.defaults?.isolation ?? 'process',
    };
  });
  return {
    name: phase.name,
    ...withoutUndefined({ description: phase.description, maxWorkers: phase.max_workers }),
    parallel: phase.parallel ?? false,
    dependsOn: [...new Set(phase.depends_on)],
    agents,
  };
}

function mergeRetry(base: RetryDefinition, file: RetryFile = {}): RetryDefinition {
  return {
    ...base,
    ...withoutUndefined({
      maxRetries: file.max_retries,
      retryDelay: file.retry_delay,
      backoff: file.backoff,
      maxDelay: file.max_delay,
      nonRetryable: file.non_retryable,
    }),
  };
}

/** The second `ImageRefreshAgent` of a phase is `image_refresh_agent_2`. */
function freeId(id: string, taken: ReadonlySet<string | undefined>): string {
  if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${id}_${number}`)) number++;
  return `${id}_${number}`;
}

/** `HTTPFetchAgent` is `http_fetch_agent`. */
export function snakeCase(className: string): string {
  return className
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/\$/g, '_')
    .toLowerCase()
    .slice(0, 64);
}
