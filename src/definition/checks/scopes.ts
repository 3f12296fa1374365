import type { Scope } from '../expression/check-expression.ts';
import { topologicalOrder } from '../graph.ts';
import type { InputType } from '../run-definition.ts';
import { Ancestry } from './ancestry.ts';
import type { AgentList, CheckedFile, PhasePlace } from './checked-file.ts';
import { namesIn } from './dependencies.ts';

type PhaseScope = NonNullable<ReturnType<Scope['phases']['get']>>;

/** What expressions can read at each place of a file. */
export class Scopes {
  /** By path, as `phases 1 agents` or `finally`. */
  readonly lists: ReadonlyMap<string, AgentList>;
  readonly #file: CheckedFile;
  readonly #byName: ReadonlyMap<string, PhasePlace>;
  readonly #inputs: Scope['inputs'];
  readonly #phases: AllPhases;
  /** Made when it is first asked for; `null` where dependencies are faulty, and nobody knows what is upstream. */
  #ancestry: Ancestry | null | undefined;

  constructor(file: CheckedFile) {
    const { parts, phases, lists } = file;
    this.#file = file;
    this.lists = new Map(lists.map((list) => [list.path.join(' '), list]));
    this.#inputs = Object.fromEntries(
      Object.entries(parts.inputs ?? {}).flatMap(([name, input]): [string, { type: InputType }][] =>
        input?.type === undefined ? [] : [[name, { type: input.type }]],
      ),
    );
    const byName = new Map<string, PhasePlace>();
    for (const place of phases) {
      const { name } = place.phase;
      if (name !== undefined && !byName.has(name)) byName.set(name, place);
    }
    this.#byName = byName;
    this.#phases = new AllPhases(new Map([...byName].map(([name, { index }]) => [name, this.#outputsOf(index)])));
  }

  nameOf(index: number): string | undefined {
    return this.#file.parts.phases?.[index]?.name;
  }

  /** Of a phase's `if`, its approval, and the `with` of its sub-workflow. */
  ofPhase(index: number): Scope {
    const name = this.nameOf(index);
    return this.#before(name, name === undefined ? `phases[${index}]` : `phase "${name}"`, undefined);
  }

  ofAgent(list: AgentList, position: number, item: boolean): Scope {
    const agent = list.agents[position];
    const place = `agent "${list.ids[position]}" of ${list.place}`;
    const sees = item && agent?.for_each !== undefined;
    if (!list.phase) return { ...this.atTheEnd(place), item: sees };
    const { name, parallel } = list.phase;
    const own = parallel === true || list.ids.length === 1 ? undefined : list.ids.slice(0, position);
    return { ...this.#before(name, place, own), item: sees };
  }

  /** Of `outputs`, `on_failure` and `finally`. */
  atTheEnd(place: string): Scope {
    const run = ['id', 'started_at', 'error', 'status'] as const;
    const phases = new SeenPhases(this.#phases, () => true);
    return { inputs: this.#inputs, phases, item: false, run, place };
  }

  /** Of `concurrency.key`. */
  atTheStart(place: string): Scope {
    const phases = new SeenPhases(this.#phases, () => false);
    return { inputs: this.#inputs, phases, item: false, run: ['id'], place };
  }

  #before(name: string | undefined, place: string, own: readonly string[] | undefined): Scope {
    const isReadable = (other: string) => other !== name && (name === undefined || this.isUpstream(other, name));
    const phases = new SeenPhases(this.#phases, isReadable, own && name !== undefined ? [name, own] : undefined);
    return { inputs: this.#inputs, phases, item: false, run: ['id', 'started_at'], place };
  }

  /** Where dependencies are faulty, anything may be. */
  isUpstream(name: string, of: string): boolean {
    if (this.#ancestry === undefined) this.#ancestry = this.#makeAncestry();
    return this.#ancestry?.isAncestor(name, of) ?? true;
  }

  #makeAncestry(): Ancestry | null {
    const byName = this.#byName;
    const isKnown = this.#file.phases.every(({ phase }) =>
      (phase.depends_on ?? []).every((edge) => edge?.phase !== undefined && byName.has(edge.phase)),
    );
    const phases = [...byName].map(([name, { phase }]) => ({ name, dependsOn: namesIn(phase, byName) }));
    const { order, left } = topologicalOrder(phases);
    return isKnown && left.length === 0 ? new Ancestry(order) : null;
  }

  #outputsOf(index: number): readonly string[] {
    return this.#file.subWorkflows.get(index)?.outputs ?? this.lists.get(`phases ${index} agents`)?.ids ?? [];
  }
}

/**
 * Names of phases that are gone through to say what an unknown one was meant to be. With so many wrong names, suggestions are
 * not what helps, and the time for them would grow with the square of the file.
 */
const MAX_NAMES = 1_000_000;

class AllPhases {
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  #named = 0;

  constructor(outputs: ReadonlyMap<string, readonly string[]>) {
    this.outputs = outputs;
  }

  names(): MapIterator<string> {
    this.#named += this.outputs.size;
    return (this.#named > MAX_NAMES ? NO_PHASES : this.outputs).keys();
  }
}

const NO_PHASES: ReadonlyMap<string, never> = new Map<string, never>();

/** All phases, as seen from one place. Worked out only for those that an expression names. */
class SeenPhases implements ReadonlyMap<string, PhaseScope> {
  readonly #all: AllPhases;
  readonly #isReadable: (name: string) => boolean;
  /** In a sequential phase: its name, and the agents before this one. */
  readonly #own: readonly [string, readonly string[]] | undefined;

  constructor(all: AllPhases, isReadable: (name: string) => boolean, own?: readonly [string, readonly string[]]) {
    this.#all = all;
    this.#isReadable = isReadable;
    this.#own = own;
  }

  get size(): number {
    return this.#all.outputs.size;
  }

  has(name: string): boolean {
    return this.#all.outputs.has(name);
  }

  get(name: string): PhaseScope | undefined {
    const outputs = this.#all.outputs.get(name);
    if (!outputs) return undefined;
    if (this.#own?.[0] === name) return { outputs: this.#own[1], readable: true, underWay: true };
    return { outputs, readable: this.#isReadable(name) };
  }

  keys(): MapIterator<string> {
    return this.#all.names();
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
