import { parseDuration } from '../duration.ts';
import type { Finding } from '../finding.ts';
import { MAX_AGENTS, NO_CLASSES } from '../limits.ts';
import { parseModuleName } from '../module-name.ts';
import type { Path } from '../path.ts';
import { quote } from '../say.ts';
import type { AgentParts, CheckedFile } from './checked-file.ts';

/** What the schema cannot say of agents. */
export function* checkAgents({ parts, lists }: CheckedFile): Generator<Finding> {
  yield* checkPauses(undefined, parts.defaults?.retry, ['defaults', 'retry']);
  const modules = new Map<string, string | undefined>();
  let count = 0;
  for (const { agents, path } of lists) {
    // The schema says it of a single list.
    if (agents.length <= MAX_AGENTS && count <= MAX_AGENTS && count + agents.length > MAX_AGENTS) {
      const message = `the file has more than ${MAX_AGENTS} agents`;
      yield { code: 'too-large', message, path, hint: 'Use for_each for agents that differ in their input only.' };
    }
    count += agents.length;
    for (const [position, agent] of agents.entries()) {
      if (!agent) continue;
      const at = [...path, position];
      yield* checkModule(agent.module, [...at, 'module'], modules);
      yield* checkClass(agent.class, [...at, 'class']);
      if (agent.retry) yield* checkPauses(parts.defaults?.retry, agent.retry, [...at, 'retry']);
    }
  }
}

function* checkModule(
  module: string | undefined,
  path: Path,
  known: Map<string, string | undefined>,
): Generator<Finding> {
  if (module === undefined) return;
  if (!known.has(module)) {
    const name = parseModuleName(module);
    known.set(module, 'problem' in name ? name.problem : undefined);
  }
  const problem = known.get(module);
  if (problem === undefined) return;
  const hint = 'Agents are found under the root of the worker, and nowhere else.';
  yield { code: 'agent-not-allowed', message: `module ${quote(module)}: ${problem}`, path, hint };
}

function* checkClass(name: string | undefined, path: Path): Generator<Finding> {
  if (name === undefined || !NO_CLASSES.includes(name)) return;
  const message = `class cannot be "${name}", which means something to the language itself`;
  yield { code: 'agent-not-allowed', message, path, hint: 'Name the class that has the method run.' };
}

type Retry = AgentParts['retry'];

/** What is not said is a default, which never is longer than what is said. */
function* checkPauses(base: Retry, retry: Retry, path: Path): Generator<Finding> {
  const delay = parseDuration(retry?.retry_delay ?? base?.retry_delay);
  const most = parseDuration(retry?.max_delay ?? base?.max_delay);
  if (delay === undefined || most === undefined || most >= delay) return;
  const key = retry?.max_delay === undefined ? 'retry_delay' : 'max_delay';
  if (retry?.[key] === undefined) return;
  const message = `max_delay (${said(retry.max_delay ?? base?.max_delay)}) must not be below retry_delay (${said(retry.retry_delay ?? base?.retry_delay)})`;
  yield {
    code: 'out-of-range',
    message,
    path: [...path, key],
    hint: 'The first pause is retry_delay, and no pause is longer than max_delay.',
  };
}

const said = (duration: string | number | undefined): string =>
  typeof duration === 'number' ? `${duration}s` : String(duration);
