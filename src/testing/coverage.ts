import type { NamedParts } from './named-parts.ts';
import type { Simulation } from './run-scenario.ts';

/** How much of a definition the cases of a file have reached. */
export interface Coverage {
  /** Phases in which something has started. */
  readonly phases: Reached;
  readonly agents: Reached;
  /** Dependencies behind which a phase has started: `collect -> analytics`, `collect -> repair (failed)`. */
  readonly edges: Reached;
}

export interface Reached {
  readonly all: number;
  readonly missed: readonly string[];
}

export function coverageOf({ phases, agents }: NamedParts, simulations: readonly Simulation[]): Coverage {
  const started = new Set(simulations.flatMap((each) => each.started.map(({ path }) => path)));
  // A phase has started with its first agent, or with its sub-workflow.
  const reached = new Set([...started].flatMap((path) => [path, parentOf(path)]));
  const edges = [...phases].flatMap(([to, { dependsOn }]) =>
    dependsOn.map(({ phase, when }) => {
      const prefix = to.slice(0, to.lastIndexOf('/') + 1);
      return { to, name: `${prefix}${phase} -> ${to}${when === undefined ? '' : ` (${when})`}` };
    }),
  );
  return {
    phases: countOf([...phases.keys()], (name) => reached.has(name)),
    agents: countOf([...agents.keys()], (name) => started.has(name)),
    edges: {
      all: edges.length,
      missed: edges.filter(({ to }) => !reached.has(to)).map(({ name }) => name),
    },
  };
}

const countOf = (names: readonly string[], isReached: (name: string) => boolean): Reached => ({
  all: names.length,
  missed: names.filter((name) => !isReached(name)),
});

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
