import { agentIds } from './agent-ids.ts';
import { scan, wholeExpression } from './expression/template.ts';
import type { Json, JsonObject } from './json.ts';
import type {
  AgentDefinition,
  ConcurrencyDefinition,
  Dependency,
  PhaseDefinition,
  RetryDefinition,
  RunDefinition,
} from './run-definition.ts';
import type { AgentFile, DefaultsFile, RetryFile } from './schema/agent.ts';
import type { PhaseFile } from './schema/phase.ts';
import type { WorkflowFile } from './schema/workflow.ts';
import { withoutUndefined } from './without-undefined.ts';

/** What a caller sets for one run. It beats what the file says for the whole run (`defaults`, `max_workers`); what an agent or a phase says for itself stands. */
export interface RunOverrides {
  readonly maxRetries?: number;
  /** Milliseconds. */
  readonly retryDelay?: number;
  readonly maxWorkers?: number;
}

export interface ResolveOptions {
  readonly overrides?: RunOverrides;
  /** The definitions of sub-workflows, by the phase that runs them. */
  readonly subWorkflows?: ReadonlyMap<string, RunDefinition>;
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
  { overrides = {}, subWorkflows = new Map() }: ResolveOptions = {},
): RunDefinition {
  const retry = {
    ...mergeRetry(DEFAULT_RETRY, file.defaults?.retry),
    ...withoutUndefined({ maxRetries: overrides.maxRetries, retryDelay: overrides.retryDelay }),
  };
  const secretsOf = secretsBySection(sections);
  const agents = (list: readonly AgentFile[] = []) => resolveAgents(list, file.defaults ?? {}, retry, secretsOf);
  const maxWorkers = overrides.maxWorkers ?? file.max_workers ?? DEFAULT_MAX_WORKERS;
  const phases = file.phases.map((phase) => {
    const subWorkflow = subWorkflows.get(phase.name);
    const limit = Math.min(maxWorkers, phase.max_workers ?? Infinity);
    return resolvePhase(phase, agents(phase.agents), subWorkflow && within(limit, subWorkflow));
  });
  const onFailure = agents(file.on_failure);
  const atTheEnd = agents(file.finally);
  const all = [...phases.flatMap((phase) => phase.agents), ...onFailure, ...atTheEnd];
  const used = new Set(all.map((agent) => agent.configKey));
  return {
    name,
    ...withoutUndefined({ description: file.description, version: file.version, timeout: file.timeout }),
    inputs: (file.inputs ?? {}) as RunDefinition['inputs'],
    maxWorkers,
    ...withoutUndefined({ concurrency: resolveConcurrency(file.concurrency) }),
    config: Object.fromEntries(Object.entries(sections).filter(([key]) => used.has(key))),
    phases,
    onFailure,
    finally: atTheEnd,
    outputs: (file.outputs ?? {}) as JsonObject,
  };
}

/** Agents of a sub-workflow are agents of the run too: alone it has no more of them at work than the run may have. */
function within(limit: number, definition: RunDefinition): RunDefinition {
  if (definition.maxWorkers <= limit) return definition;
  const phases = definition.phases.map((phase) => ({
    ...phase,
    ...(phase.workflow && { workflow: { ...phase.workflow, definition: within(limit, phase.workflow.definition) } }),
  }));
  return { ...definition, maxWorkers: limit, phases };
}

function resolveConcurrency(file: WorkflowFile['concurrency']): ConcurrencyDefinition | undefined {
  if (!file) return undefined;
  return { key: file.key ?? '', limit: file.limit ?? 1, onConflict: file.on_conflict ?? 'queue' };
}

function resolvePhase(
  phase: PhaseFile,
  agents: readonly AgentDefinition[],
  subWorkflow: RunDefinition | undefined,
): PhaseDefinition {
  const { approval } = phase;
  return {
    name: phase.name,
    ...withoutUndefined({
      description: phase.description,
      maxWorkers: phase.max_workers,
      if: conditionText(phase.if),
      approval: approval && {
        prompt: approval.prompt ?? `Start phase "${phase.name}"?`,
        ...withoutUndefined({ timeout: approval.timeout }),
        onTimeout: approval.on_timeout ?? 'reject',
      },
      workflow: subWorkflow && { definition: subWorkflow, with: (phase.with ?? {}) as JsonObject },
    }),
    parallel: phase.parallel ?? false,
    failFast: phase.fail_fast ?? false,
    continueOnError: phase.continue_on_error ?? false,
    dependsOn: dependenciesOf(phase),
    agents,
  };
}

/** An edge that is written twice is one edge. */
function dependenciesOf(phase: PhaseFile): Dependency[] {
  const edges = (phase.depends_on ?? []).map(({ phase: name, when }) => ({
    phase: name,
    ...withoutUndefined({ when }),
  }));
  return [...new Map(edges.map((edge) => [`${edge.phase} ${edge.when ?? ''}`, edge])).values()];
}

function resolveAgents(
  files: readonly AgentFile[],
  defaults: DefaultsFile,
  retry: RetryDefinition,
  secretsOf: (section: string | undefined) => readonly string[],
): AgentDefinition[] {
  const ids = agentIds(files);
  return files.map((agent, index): AgentDefinition => {
    const secrets = [...new Set([...secretsOf(agent.config_key), ...secretsIn(agent.with as JsonObject | undefined)])];
    return {
      id: ids[index]!,
      module: agent.module,
      class: agent.class,
      ...withoutUndefined({
        configKey: agent.config_key,
        with: agent.with as JsonObject | undefined,
        if: conditionText(agent.if),
        forEach: agent.for_each as string | readonly Json[] | undefined,
        maxWorkers: agent.max_workers,
        cache: agent.cache && { key: agent.cache.key, ...withoutUndefined({ ttl: agent.cache.ttl }) },
        taskQueue: agent.task_queue ?? defaults.task_queue,
      }),
      continueOnError: agent.continue_on_error ?? false,
      timeout: agent.timeout ?? defaults.timeout ?? DEFAULT_TIMEOUT,
      heartbeatTimeout: agent.heartbeat_timeout ?? defaults.heartbeat_timeout ?? DEFAULT_HEARTBEAT_TIMEOUT,
      retry: mergeRetry(retry, agent.retry),
      isolation: agent.isolation ?? defaults.isolation ?? 'process',
      runtime: agent.runtime ?? defaults.runtime ?? 'node',
      ...(secrets.length > 0 ? { secrets } : {}),
    };
  });
}

/** `if: ${{ x }}` is `if: x`. */
function conditionText(written: string | undefined): string | undefined {
  return written === undefined ? undefined : (wholeExpression(written)?.text ?? written).trim();
}

/** The secrets that each section refers to; many agents may share one. */
function secretsBySection(
  sections: Readonly<Record<string, JsonObject>>,
): (section: string | undefined) => readonly string[] {
  const known = new Map(Object.entries(sections).map(([key, section]) => [key, secretsIn(section)]));
  return (section) => (section === undefined ? undefined : known.get(section)) ?? [];
}

/** The names in `${secret:NAME}`, in every text of a value. */
export function secretsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') {
    if (!value.includes('${secret:')) return [];
    return [...scan(value)].flatMap((part) =>
      part.kind === 'secret' ? [part.written.slice('${secret:'.length, -1)] : [],
    );
  }
  return typeof value === 'object' && value !== null ? Object.values<Json>(value).flatMap(secretsIn) : [];
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
