import type { Scope } from '../expression/check-expression.ts';
import type { InputType } from '../run-definition.ts';
import { Ancestry } from './ancestry.ts';
import { agentLists, phasesOf, placeOf, type AgentList, type CheckedFile, type PhaseParts } from './checked-file.ts';
import { namesIn } from './dependencies.ts';

type PhaseScope = NonNullable<ReturnType<Scope['phases']['get']>>;

/** What expressions can read at each place of a file. */
export class Scopes {
  /** By path, as `phases 1 agents` or `finally`. */
  readonly lists: ReadonlyMap<string, AgentList>;
  readonly #file: CheckedFile;
  readonly #inputs: Scope['inputs'];
  readonly #outputs: ReadonlyMap<string, readonly string[]>;
  readonly #everything: Scope['phases'];
  readonly #ancestry: Ancestry | undefined;

  constructor(file: CheckedFile) {
    const { parts } = file;
    const phases = phasesOf(parts);
    this.#file = file;
    this.lists = new Map(agentLists(parts).map((list) => [list.path.join(' '), list]));
    this.#inputs = Object.fromEntries(
      Object.entries(parts.inputs ?? {}).flatMap(([name, input]): [string, { type: InputType }][] =>
        input?.type === undefined ? [] : [[name, { type: input.type }]],
      ),
    );
    const byName = new Map<string, { index: number; phase: PhaseParts }>();
    for (const each of phases) {
      const { name } = each.phase;
      if (name !== undefined && !byName.has(name)) byName.set(name, each);
    }
    this.#outputs = new Map([...byName].map(([name, { index }]) => [name, this.#outputsOf(index)]));
    this.#everything = new Map([...this.#outputs].map(([name, outputs]) => [name, { outputs, readable: true }]));
    // Where dependencies are faulty, nobody knows what was meant to be upstream.
    if (!isComplete(phases, byName)) return;
    this.#ancestry = new Ancestry(
      [...byName].map(([name, { phase }]) => ({ name, dependsOn: namesIn(phase, byName) })),
    );
  }

  /** Of a phase's `if`, its approval, and the `with` of its sub-workflow. */
  ofPhase(index: number): Scope {
    const phase = this.#file.parts.phases?.[index] ?? {};
    return this.#before(phase.name, placeOf(phase, index), undefined);
  }

  ofAgent(list: AgentList, position: number, item: boolean): Scope {
    const agent = list.agents[position];
    const place = `agent "${list.ids[position]}" of ${list.place}`;
    const sees = item && agent?.for_each !== undefined;
    if (!list.phase) return { ...this.atTheEnd(place), item: sees };
    const { name, parallel } = list.phase;
    const own = parallel === true || position === 0 ? undefined : list.ids.slice(0, position);
    return { ...this.#before(name, place, own), item: sees };
  }

  /** Of `outputs`, `on_failure` and `finally`. */
  atTheEnd(place: string): Scope {
    const run = ['id', 'started_at', 'error', 'status'] as const;
    return { inputs: this.#inputs, phases: this.#everything, item: false, run, place };
  }

  /** Of `concurrency.key`. */
  atTheStart(place: string): Scope {
    const phases = new SeenPhases(this.#outputs, () => false);
    return { inputs: this.#inputs, phases, item: false, run: ['id'], place };
  }

  #before(name: string | undefined, place: string, own: readonly string[] | undefined): Scope {
    const isReadable = (other: string) =>
      name === undefined || !this.#ancestry ? other !== name : this.#ancestry.isAncestor(other, name);
    const phases = new SeenPhases(this.#outputs, isReadable, own && name !== undefined ? [name, own] : undefined);
    return { inputs: this.#inputs, phases, item: false, run: ['id', 'started_at'], place };
  }

  #outputsOf(index: number): readonly string[] {
    return this.#file.subWorkflows.get(index)?.outputs ?? this.lists.get(`phases ${index} agents`)?.ids ?? [];
  }
}

function isComplete(phases: ReturnType<typeof phasesOf>, byName: ReadonlyMap<string, unknown>): boolean {
  return phases.every(({ phase }) =>
    (phase.depends_on ?? []).every((edge) => edge?.phase !== undefined && byName.has(edge.phase)),
  );
}

/** All phases, as seen from one place. Worked out only for those that an expression names. */
class SeenPhases implements ReadonlyMap<string, PhaseScope> {
  readonly #outputs: ReadonlyMap<string, readonly string[]>;
  readonly #isReadable: (name: string) => boolean;
  /** In a sequential phase: its name, and the agents before this one. */
  readonly #own: readonly [string, readonly string[]] | undefined;

  constructor(
    outputs: ReadonlyMap<string, readonly string[]>,
    isReadable: (name: string) => boolean,
    own?: readonly [string, readonly string[]],
  ) {
    this.#outputs = outputs;
    this.#isReadable = isReadable;
    this.#own = own;
  }

  get size(): number {
    return this.#outputs.size;
  }

  has(name: string): boolean {
    return this.#outputs.has(name);
  }

  get(name: string): PhaseScope | undefined {
    const outputs = this.#outputs.get(name);
    if (!outputs) return undefined;
    if (this.#own?.[0] === name) return { outputs: this.#own[1], readable: true };
    return { outputs, readable: this.#isReadable(name) };
  }

  keys(): MapIterator<string> {
    return this.#outputs.keys();
  }

  *entries(): MapIterator<[string, PhaseScope]> {
    for (const name of this.keys()) yield [name, this.get(name)!];
  }

  *values(): MapIterator<PhaseScope> {
    for (const [, phase] of this.entries()) yield phase;
  }

  forEach(tell: (phase: PhaseScope, name: string, phases: ReadonlyMap<string, PhaseScope>) => void): void {
    for (const [name, phase] of this.entries()) tell(phase, name, this);
  }

  [Symbol.iterator](): MapIterator<[string, PhaseScope]> {
    return this.entries();
  }
}
