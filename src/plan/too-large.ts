import type { JsonObject } from '../definition/json.ts';
import { formatPath, type Path } from '../definition/path.ts';
import type { Problem } from '../definition/problem.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import { countItems } from './count-items.ts';
import { sizeOf, type EstimateOptions } from './estimate.ts';

/** What Temporal takes as one payload. */
const MAX_PAYLOAD = 2 * 1024 * 1024;
/** Agent tasks of one run: the state of each is part of what a long run takes along. */
const MAX_AGENTS = 100_000;

export interface TooLargeOptions extends EstimateOptions {
  readonly file: string;
  readonly place: (path: Path) => { line: number; column: number };
}

/** Why a run cannot fit, as far as that can be told before it starts. */
export function tooLarge(definition: RunDefinition, inputs: JsonObject, options: TooLargeOptions): Problem[] {
  return [...agents(definition, inputs, options), ...payload(definition, inputs, options)];
}

function* agents(definition: RunDefinition, inputs: JsonObject, options: TooLargeOptions): Generator<Problem> {
  const counts = definition.phases.map((phase) => phase.agents.map((agent) => countItems(agent, inputs) ?? 0));
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  if (total <= MAX_AGENTS) return;
  const most = counts.flat().reduce((largest, count) => Math.max(largest, count), 0);
  const index = counts.findIndex((list) => list.includes(most));
  const path = ['phases', index, 'agents', counts[index]!.indexOf(most), ...(most > 1 ? ['for_each'] : [])];
  yield problem(options, path, {
    message: `this run would have ${number(total)} agents, ${number(most)} of them from this one; at most ${number(MAX_AGENTS)} can run`,
    hint: 'Give each agent several items, or start several runs, each with a part of the list.',
  });
}

function* payload(definition: RunDefinition, inputs: JsonObject, options: TooLargeOptions): Generator<Problem> {
  const size = sizeOf({ definition, inputs });
  if (options.payloadsAreKept || size <= MAX_PAYLOAD) return;
  yield problem(options, [], {
    message: `a run of this definition starts with ${(size / 1024 / 1024).toFixed(1)} MiB of JSON, and Temporal takes 2 MiB`,
    hint: 'Have large payloads kept elsewhere, with --payload-store, or move data into files that the agents read.',
  });
}

function problem(
  { file, place }: TooLargeOptions,
  path: Path,
  { message, hint }: { readonly message: string; readonly hint: string },
): Problem {
  return { code: 'too-large', severity: 'error', message, file, ...place(path), path: formatPath(path), hint };
}

const number = (value: number): string => value.toLocaleString('en-US');
