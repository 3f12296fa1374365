import { topologicalOrder } from '../definition/graph.ts';
import type { PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';

interface Ordered {
  readonly phase: PhaseDefinition;
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** Dependencies first, otherwise in the order of the file. */
export function phaseOrder({ phases }: RunDefinition): readonly Ordered[] {
  const vertices = phases.map((phase) => ({
    phase,
    name: phase.name,
    dependsOn: [...new Set(phase.dependsOn.map((edge) => edge.phase))],
  }));
  return topologicalOrder(vertices).order;
}
