import { formatDuration } from '../definition/duration.ts';
import type { Json } from '../definition/json.ts';
import type { Path } from '../definition/path.ts';
import type { AgentResult, ItemResult, PhaseResult, RunResult } from '../workflows/run-result.ts';
import { checkOrder } from './check-order.ts';
import { differences, missing, type Mismatch } from './mismatches.ts';
import { resultsByName, type NamedResults } from './named-results.ts';
import type { Simulation } from './run-scenario.ts';
import type {
  AgentExpectation,
  ErrorExpectation,
  Expectation,
  HandlerExpectation,
  ItemExpectation,
  PhaseExpectation,
} from './schema/expectation.ts';

/** What did not come out as it was expected. */
export function* checkExpectation(expected: Expectation, simulation: Simulation, path: Path): Generator<Mismatch> {
  const { result } = simulation;
  const names = resultsByName(simulation);
  yield* same(expected.status, result.status, [...path, 'status'], because(result));
  for (const [name, phase] of Object.entries(expected.phases ?? {}))
    yield* checkPhase(phase, names.phases.get(name), [...path, 'phases', name], simulation.prompts.get(name));
  for (const [name, agent] of Object.entries(expected.agents ?? {}))
    yield* checkAgent(agent, name, names, [...path, 'agents', name]);
  yield* checkOrder(expected.order, simulation.started, [...path, 'order']);
  if (expected.outputs) yield* differences(expected.outputs as Json, result.outputs, [...path, 'outputs']);
  yield* checkError(expected.error, result.error, [...path, 'error']);
  for (const name of ['on_failure', 'finally'] as const)
    yield* checkHandler(expected[name], result[name], [...path, name]);
  yield* took(expected.duration, result.total_duration, [...path, 'duration']);
}

function because({ error, results }: RunResult): string | undefined {
  if (!error) return undefined;
  const place = [error.phase, error.agent].filter(Boolean).join('/');
  const failed = results.find(({ phase }) => phase === error.phase)?.reason;
  return `${place === '' ? '' : `${place}: `}${error.message}${failed && failed !== error.message ? `; ${failed}` : ''}`;
}

function* checkPhase(
  expected: PhaseExpectation,
  found: PhaseResult | undefined,
  path: Path,
  prompt: string | undefined,
): Generator<Mismatch> {
  if (!found) return yield notThere(path, expected.status, 'the sub-workflow that it is part of was not started');
  yield* same(expected.status, found.status, [...path, 'status'], found.reason);
  if (expected.reason !== undefined) yield* missing(expected.reason, found.reason, [...path, 'reason']);
  yield* same(expected.tolerated, found.tolerated ?? false, [...path, 'tolerated']);
  if (expected.prompt !== undefined) yield* missing(expected.prompt, prompt, [...path, 'prompt']);
  if (expected.outputs) yield* differences(expected.outputs as Json, found.outputs, [...path, 'outputs']);
  yield* took(expected.duration, found.duration, [...path, 'duration']);
}

function* checkHandler(
  expected: HandlerExpectation | undefined,
  found: PhaseResult | undefined,
  path: Path,
): Generator<Mismatch> {
  if (!expected) return;
  yield* same(expected.status, found?.status ?? 'not_run', [...path, 'status'], found?.reason);
  if (expected.reason !== undefined) yield* missing(expected.reason, found?.reason, [...path, 'reason']);
  yield* took(expected.duration, found?.duration ?? null, [...path, 'duration']);
}

function* checkAgent(expected: AgentExpectation, name: string, names: NamedResults, path: Path): Generator<Mismatch> {
  const found = names.agents.get(name);
  if (!found) return yield notThere(path, expected.status, 'what it is part of was not started');
  const { input, items, ...rest } = expected;
  yield* checkTask(rest, found, path);
  if (input !== undefined) yield* differences(input as Json, names.inputOf(name), [...path, 'input']);
  if (!items) return;
  const all = found.items ?? [];
  if (items.length !== all.length)
    yield { path: [...path, 'items'], expected: `${items.length} items`, found: `${all.length} items` };
  else
    for (const [index, item] of items.entries())
      yield* checkItem(item, all[index]!, names.inputOf(name, index), [...path, 'items', index]);
}

function* checkItem(
  { item, input, ...rest }: ItemExpectation,
  found: ItemResult,
  foundInput: Json | undefined,
  path: Path,
): Generator<Mismatch> {
  if (item !== undefined) yield* differences(item as Json, found.item, [...path, 'item']);
  yield* checkTask(rest, found, path);
  if (input !== undefined) yield* differences(input as Json, foundInput, [...path, 'input']);
}

function* checkTask(
  expected: Omit<ItemExpectation, 'item' | 'input'>,
  found: AgentResult | ItemResult,
  path: Path,
): Generator<Mismatch> {
  yield* same(expected.status, found.status, [...path, 'status'], found.error?.message ?? found.reason);
  yield* same(expected.attempts, found.attempts, [...path, 'attempts']);
  if (expected.output !== undefined) yield* differences(expected.output as Json, found.output, [...path, 'output']);
  yield* checkError(expected.error, found.error, [...path, 'error']);
  if (expected.reason !== undefined) yield* missing(expected.reason, found.reason, [...path, 'reason']);
  for (const flag of ['tolerated', 'reused', 'cached'] as const)
    yield* same(expected[flag], found[flag] ?? false, [...path, flag]);
  yield* took(expected.duration, found.duration, [...path, 'duration']);
}

function* checkError(
  expected: ErrorExpectation | undefined,
  found: RunResult['error'] | AgentResult['error'],
  path: Path,
): Generator<Mismatch> {
  if (!expected) return;
  const { message, ...exact } = expected;
  if (message !== undefined) yield* missing(message, found?.message, [...path, 'message']);
  for (const [key, value] of Object.entries(exact)) {
    const inFound = new Map<string, Json>(Object.entries(found ?? {})).get(key);
    yield* same(value, inFound, [...path, key], found?.message);
  }
}

function* same(
  expected: Json | undefined,
  found: Json | undefined,
  path: Path,
  note?: string | null,
): Generator<Mismatch> {
  if (expected !== undefined && expected !== found) yield { path, expected, found, ...(note ? { note } : {}) };
}

/** Simulated time is exact. `found` is in seconds. */
function* took(expected: number | undefined, found: number | null, path: Path): Generator<Mismatch> {
  if (expected === undefined || (found !== null && Math.round(found * 1000) === expected)) return;
  yield {
    path,
    expected: formatDuration(expected),
    found: found === null ? undefined : formatDuration(found * 1000),
  };
}

const notThere = (path: Path, status: string | undefined, note: string): Mismatch => ({
  path,
  expected: status ?? 'to be there',
  found: undefined,
  note,
});
