import { didYouMean } from './did-you-mean.ts';
import type { PhaseDefinition, RunDefinition } from './run-definition.ts';

/** The same definition with one phase alone, which then depends on nothing. What the whole gives back cannot be told of it. */
export function onlyPhase(definition: RunDefinition, name: string): RunDefinition {
  return { ...definition, phases: [{ ...phaseNamed(definition, name), dependsOn: [] }], outputs: {} };
}

/** @throws UnknownPhaseError */
export function phaseNamed({ phases }: RunDefinition, name: string): PhaseDefinition {
  const phase = phases.find((candidate) => candidate.name === name);
  if (phase) return phase;
  const names = phases.map((candidate) => candidate.name);
  const meant = didYouMean(name, names);
  throw new UnknownPhaseError(
    `there is no phase "${name}"` + (meant ? `; did you mean "${meant}"?` : `; the phases are ${names.join(', ')}`),
  );
}

export class UnknownPhaseError extends Error {
  override readonly name = 'UnknownPhaseError';
}
