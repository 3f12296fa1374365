import { didYouMean } from './did-you-mean.ts';
import type { RunDefinition } from './run-definition.ts';

/** The same definition with one phase alone, which then depends on nothing. */
export function onlyPhase(definition: RunDefinition, name: string): RunDefinition {
  const phase = definition.phases.find((candidate) => candidate.name === name);
  if (phase) return { ...definition, phases: [{ ...phase, dependsOn: [] }] };
  const names = definition.phases.map((candidate) => candidate.name);
  const meant = didYouMean(name, names);
  throw new UnknownPhaseError(
    `there is no phase "${name}"` + (meant ? `; did you mean "${meant}"?` : `; the phases are ${names.join(', ')}`),
  );
}

export class UnknownPhaseError extends Error {
  override readonly name = 'UnknownPhaseError';
}
