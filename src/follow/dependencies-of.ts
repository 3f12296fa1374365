import type { RunDefinition } from '../definition/run-definition.ts';

/** What each phase depends on, by name. */
export const dependenciesOf = ({ phases }: RunDefinition): ReadonlyMap<string, readonly string[]> =>
  new Map(phases.map(({ name, dependsOn }) => [name, dependsOn.map(({ phase }) => phase)]));
