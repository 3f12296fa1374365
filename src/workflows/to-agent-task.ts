import { unescapeText } from '../definition/expression/template.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { AgentTask } from './agent-task.ts';
import type { AgentWork } from './phase-agents.ts';

/** What the activity that runs an agent is told. */
export function toAgentTask({ task, input, cacheKey }: AgentWork, run: Pick<RunDefinition, 'config'>): AgentTask {
  const { definition, phase } = task.agent;
  const { cache, configKey, secrets } = definition;
  const config = (configKey === undefined ? undefined : run.config[configKey]) ?? {};
  return {
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
}

/** A value in written form that holds no references, as it is meant. */
function literal(value: Json): Json {
  if (typeof value === 'string') return unescapeText(value);
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literal(inner)]));
}
