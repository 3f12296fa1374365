import type { Finding } from '../definition/finding.ts';
import { nearestOf } from '../definition/nearest-of.ts';
import type { Path } from '../definition/path.ts';
import { listOf } from '../definition/say.ts';
import type { NamedParts } from './named-parts.ts';
import type { MockContent } from './schema/mock.ts';
import type { CaseContent, TestFileContent } from './schema/test-file.ts';

/** Everything that a test names must be in the definition: a test of what is not there shows nothing. */
export function* checkNames(content: TestFileContent, parts: NamedParts): Generator<Finding> {
  const names = new Names(parts);
  yield* checkMocks(content.agents, ['agents'], names);
  for (const [index, each] of content.cases.entries()) yield* checkCase(each, ['cases', index], names);
}

function* checkCase(content: CaseContent, path: Path, names: Names): Generator<Finding> {
  const { approve = [], reject = [], reuse = {}, only, expect, agents } = content;
  yield* checkMocks(agents, [...path, 'agents'], names);
  const decided = new Set<string>();
  for (const [key, decisions] of Object.entries({ approve, reject }))
    for (const [index, { phase }] of decisions.entries()) {
      const place = [...path, key, index, 'phase'];
      yield* names.approval(phase, place);
      if (decided.has(phase)) {
        const message = `phase "${phase}" is decided twice`;
        yield { code: 'conflicting-keys', message, path: place, hint: 'A run asks once: leave one of them.' };
      }
      decided.add(phase);
    }
  for (const name of Object.keys(reuse)) yield* names.reused(name, [...path, 'reuse', name], 'key');
  if (only !== undefined) yield* names.reused(only, [...path, 'only'], 'value');
  const at = [...path, 'expect'];
  if (Object.keys(expect).length === 0) {
    const message = 'expect is empty, so that the case passes whatever the run comes to';
    yield { code: 'missing-key', message, path: at, hint: 'Say what must come of it: status: success, for one.' };
  }
  for (const name of Object.keys(expect.phases ?? {})) yield* names.phase(name, [...at, 'phases', name], 'key');
  for (const [name, { items, output }] of Object.entries(expect.agents ?? {})) {
    const place = [...at, 'agents', name];
    yield* names.agent(name, place, 'key');
    if (items) yield* names.hasItems(name, [...place, 'items'], 'items');
    if (output !== undefined) yield* names.hasNoItems(name, [...place, 'output']);
  }
  for (const [index, name] of (expect.order ?? []).entries())
    yield* names.phaseOrAgent(name, [...at, 'order', index], 'value');
}

function* checkMocks(mocks: Readonly<Record<string, MockContent>> = {}, path: Path, names: Names): Generator<Finding> {
  for (const [name, mock] of Object.entries(mocks)) {
    const place = [...path, name];
    yield* names.mocked(name, place);
    const given = (['output', 'outputs', 'run'] as const).filter(
      (key) => mock[key] !== undefined && mock[key] !== false,
    );
    if (given.length > 1) {
      const message = `${name} has ${given.join(' and ')}, which exclude each other`;
      yield { code: 'conflicting-keys', message, path: [...place, given[1]!], at: 'key' };
    }
    if (mock.outputs) yield* names.hasItems(name, [...place, 'outputs'], 'outputs');
    if (mock.fails?.items) yield* names.hasItems(name, [...place, 'fails', 'items'], 'items');
    if (mock.run) yield* names.isNode(name, [...place, 'run']);
  }
}

class Names {
  readonly #parts: NamedParts;
  readonly #phases: readonly string[];
  readonly #agents: readonly string[];
  readonly #nearestPhase: (word: string) => string | undefined;
  readonly #nearestAgent: (word: string) => string | undefined;
  readonly #nearestMock: (word: string) => string | undefined;

  constructor(parts: NamedParts) {
    this.#parts = parts;
    this.#phases = [...parts.phases.keys()];
    this.#agents = [...parts.agents.keys()];
    this.#nearestPhase = nearestOf(this.#phases);
    this.#nearestAgent = nearestOf(this.#agents);
    this.#nearestMock = nearestOf([...this.#agents, ...parts.classes]);
  }

  *phase(name: string, path: Path, at: 'key' | 'value'): Generator<Finding> {
    if (this.#parts.phases.has(name)) return;
    const hint = `The phases are: ${listOf(this.#phases)}.`;
    const message = `there is no phase "${name}"${meant(this.#nearestPhase(name))}`;
    yield { code: 'unknown-phase', message, path, at, hint };
  }

  *agent(name: string, path: Path, at: 'key' | 'value', nearest = this.#nearestAgent): Generator<Finding> {
    if (this.#parts.agents.has(name)) return;
    const message = `there is no agent "${name}"${meant(this.#withPhase(name) ?? nearest(name))}`;
    yield { code: 'unknown-reference', message, path, at, hint: `The agents are: ${listOf(this.#agents)}.` };
  }

  *phaseOrAgent(name: string, path: Path, at: 'key' | 'value'): Generator<Finding> {
    if (this.#parts.phases.has(name)) return;
    if (name.includes('/')) yield* this.agent(name, path, at);
    else yield* this.phase(name, path, at);
  }

  /** A sub-workflow is run again as a whole, so that nothing in it is reused by itself. */
  *reused(name: string, path: Path, at: 'key' | 'value'): Generator<Finding> {
    yield* this.phaseOrAgent(name, path, at);
    const [phase = ''] = name.split('/');
    if (!this.#parts.phases.get(phase)?.workflow || phase === name) return;
    const message = `${name} is part of the sub-workflow of phase "${phase}", which is reused as a whole`;
    yield { code: 'wrong-value', message, path, at, hint: `Write ${phase}: { outputs: … }.` };
  }

  *mocked(name: string, path: Path): Generator<Finding> {
    if (name !== '*' && !this.#parts.classes.has(name)) yield* this.agent(name, path, 'key', this.#nearestMock);
  }

  *approval(name: string, path: Path): Generator<Finding> {
    yield* this.phase(name, path, 'value');
    const phase = this.#parts.phases.get(name);
    if (!phase || phase.approval) return;
    const message = `phase "${name}" asks for no approval`;
    yield { code: 'wrong-value', message, path, hint: 'Decide on a phase that has an "approval".' };
  }

  /** What is said for a class, or for all, may be said of agents with a list and of others. */
  *hasItems(name: string, path: Path, what: string): Generator<Finding> {
    const named = this.#parts.agents.get(name);
    if (!named || named.agent.forEach !== undefined) return;
    const message = `${what} is about the items of a for_each, and agent ${name} has none`;
    yield { code: 'wrong-value', message, path };
  }

  *hasNoItems(name: string, path: Path): Generator<Finding> {
    if (this.#parts.agents.get(name)?.agent.forEach === undefined) return;
    const message = `agent ${name} has a for_each: it gives an output for each item`;
    yield { code: 'wrong-value', message, path, hint: 'Write it under "items".' };
  }

  *isNode(name: string, path: Path): Generator<Finding> {
    if (this.#parts.agents.get(name)?.agent.runtime !== 'python') return;
    const message = `agent ${name} is written in Python, and only agents in Node can run in a test`;
    yield { code: 'wrong-value', message, path, hint: 'Say what it gives with "output".' };
  }

  /** `refresh` for `collect/refresh`. */
  #withPhase(id: string): string | undefined {
    return id.includes('/') ? undefined : this.#agents.find((name) => name.endsWith(`/${id}`));
  }
}

const meant = (name: string | undefined): string => (name === undefined ? '' : `; did you mean "${name}"?`);
