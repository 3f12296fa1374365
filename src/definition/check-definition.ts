import { topologicalOrder } from './graph.ts';
import * as limits from './limits.ts';
import { parseModuleName } from './module-name.ts';
import { conflictRules, inputTypes, isolations, runtimes, whens, type RunDefinition } from './run-definition.ts';
import {
  flag,
  json,
  list,
  mapping,
  matching,
  number,
  oneOf,
  optional,
  record,
  text,
  whole,
  type Check,
} from './shape.ts';

/**
 * The first fault of a resolved definition, if any. The worker asks, since whoever reaches Temporal can start a run without
 * our client: what passes can be run without a surprise. Linear in what it is given, and safe from its depth.
 */
export function checkRunDefinition(value: unknown): string | undefined {
  const waiting: { value: unknown; place: string; depth: number }[] = [{ value, place: 'definition', depth: 1 }];
  let size = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { place, depth } = next;
    if (depth > limits.MAX_NESTED) return `${place}: sub-workflows are nested more than ${limits.MAX_NESTED} deep`;
    const fault = definition(next.value);
    if (fault !== undefined) return place + fault;
    // Its shape is right, so it can be read.
    const checked = next.value as RunDefinition;
    const inside = namesFault(checked);
    if (inside !== undefined) return `${place}: ${inside}`;
    size += sizeOf(checked);
    if (size > limits.MAX_SIZE) return `it has more than ${limits.MAX_SIZE} phases and agents`;
    for (const [index, { workflow }] of checked.phases.entries()) {
      if (!workflow) continue;
      waiting.push({
        value: workflow.definition,
        place: `${place}.phases[${index}].workflow.definition`,
        depth: depth + 1,
      });
    }
  }
  return undefined;
}

const name = matching(limits.NAME, 'a name');
const duration = (least: 0 | 1) => whole(least, limits.MAX_DURATION);
const workers = whole(1, limits.MAX_WORKERS);

const module: Check = (value) => {
  const read = parseModuleName(value);
  return 'problem' in read ? `: ${read.problem}` : undefined;
};

const className: Check = (value) =>
  limits.NO_CLASSES.includes(String(value)) ? ' must not be a name of the language' : identifier(value);
const identifier = matching(limits.CLASS_NAME, "a class's name");

const agent = mapping({
  id: name,
  module,
  class: className,
  configKey: optional(text()),
  with: optional(record(json)),
  if: optional(text()),
  forEach: optional((value) => (typeof value === 'string' ? undefined : list(json, 0, limits.MAX_ITEMS)(value))),
  maxWorkers: optional(workers),
  continueOnError: flag,
  cache: optional(mapping({ key: text(), ttl: optional(duration(1)) })),
  timeout: duration(1),
  heartbeatTimeout: duration(1),
  retry: mapping({
    maxRetries: whole(0, limits.MAX_RETRIES),
    retryDelay: duration(0),
    backoff: number(1, limits.MAX_BACKOFF),
    maxDelay: optional(duration(1)),
    nonRetryable: list(text()),
  }),
  isolation: oneOf(isolations),
  taskQueue: optional(text(1, limits.MAX_TASK_QUEUE)),
  runtime: oneOf(runtimes),
  secrets: optional(list(name)),
});

const phase = mapping({
  name,
  description: optional(text()),
  parallel: flag,
  maxWorkers: optional(workers),
  failFast: flag,
  continueOnError: flag,
  dependsOn: list(mapping({ phase: name, when: optional(oneOf(whens)) })),
  if: optional(text()),
  approval: optional(
    mapping({ prompt: text(), timeout: optional(duration(1)), onTimeout: oneOf(['reject', 'approve'] as const) }),
  ),
  agents: list(agent, 0, limits.MAX_AGENTS),
  // Its definition is checked on its own.
  workflow: optional(mapping({ with: record(json) })),
});

/** Its items, and theirs, one after another. */
const input: Check = (value) => {
  let items: unknown = value;
  for (let depth = 0, place = ''; items !== undefined; depth++, place += '.items') {
    if (depth > limits.MAX_DEPTH) return ` is nested more than ${limits.MAX_DEPTH} levels deep`;
    const fault = declaration(items);
    if (fault !== undefined) return place + fault;
    items = (items as { items?: unknown }).items;
  }
  return undefined;
};

const declaration = mapping({
  type: oneOf(inputTypes),
  description: optional(text()),
  default: optional(json),
  enum: optional(list(json)),
  minimum: optional(number()),
  maximum: optional(number()),
  pattern: optional(text(0, 1_000)),
});

const definition = mapping({
  name,
  description: optional(text()),
  version: optional(text()),
  inputs: record(input, name),
  maxWorkers: workers,
  timeout: optional(duration(1)),
  concurrency: optional(mapping({ key: text(), limit: workers, onConflict: oneOf(conflictRules) })),
  config: record(record(json)),
  phases: list(phase, 1, limits.MAX_PHASES),
  onFailure: list(agent, 0, limits.MAX_HANDLERS),
  finally: list(agent, 0, limits.MAX_HANDLERS),
  outputs: record(json, name),
});

function namesFault({ phases, onFailure, finally: atTheEnd }: RunDefinition): string | undefined {
  const names = new Set<string>();
  for (const { name: phaseName } of phases) {
    if (names.has(phaseName)) return `two phases are called "${phaseName}"`;
    names.add(phaseName);
  }
  for (const { name: phaseName, dependsOn, agents, workflow } of phases) {
    const unknown = dependsOn.find((edge) => !names.has(edge.phase));
    if (unknown) return `phase "${phaseName}" depends on "${unknown.phase}", and there is no such phase`;
    if (agents.length > 0 === (workflow !== undefined)) return `phase "${phaseName}" must have agents or a workflow`;
  }
  for (const agents of [...phases.map((each) => each.agents), onFailure, atTheEnd]) {
    const ids = new Set<string>();
    for (const { id } of agents) {
      if (ids.has(id)) return `two agents of one phase are called "${id}"`;
      ids.add(id);
    }
  }
  const vertices = phases.map((each) => ({
    name: each.name,
    dependsOn: [...new Set(each.dependsOn.map((edge) => edge.phase))],
  }));
  const [circular] = topologicalOrder(vertices).left;
  return circular && `phase "${circular.name}" depends on itself, or on phases that do`;
}

const sizeOf = ({ phases, onFailure, finally: atTheEnd }: RunDefinition): number =>
  phases.reduce((sum, { agents }) => sum + 1 + agents.length, onFailure.length + atTheEnd.length);
