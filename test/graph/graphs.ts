import { dependencyGraph } from '../../src/definition/graph.ts';
import type { ShownGraph } from '../../src/graph/shown-graph.ts';
import type { PhaseStatus } from '../../src/workflows/run-result.ts';
import { agentDefinition, phaseDefinition, runDefinition } from '../workflows/definitions.ts';

/** Has everything that a graph can show. */
export const RELEASE: ShownGraph = dependencyGraph(
  runDefinition([
    phaseDefinition('build', 2, { description: 'Say "hi" to <all> of [them]\nand `more` & \\ {{more}}' }),
    phaseDefinition('check', 0, {
      dependsOn: ['build'],
      if: 'phases.build.outputs.build0 > 1 && "]" != "<b>"',
      agents: [{ ...agentDefinition('road'), forEach: ['a', 'b', 'c'] }, agentDefinition('other')],
    }),
    phaseDefinition('publish', 0, {
      dependsOn: [{ phase: 'check', when: 'success' }],
      approval: { prompt: 'Go "live"?\n</text><script>alert(1)</script>', onTimeout: 'reject' },
      workflow: { definition: runDefinition([], { name: 'publish_all' }), with: {} },
    }),
    phaseDefinition('mourn', 1, { parallel: false, dependsOn: [{ phase: 'check', when: 'failed' }] }),
  ]),
);

/** The same after a run, with these states. */
export function afterRun(statuses: readonly PhaseStatus[]): ShownGraph {
  const nodes = RELEASE.nodes.map((node, index) => {
    const status = statuses[index]!;
    const started = status === 'success' || status === 'failed';
    return { ...node, status, duration: started ? 12.5 : null, reason: started ? null : 'phase "check" has "failed"' };
  });
  return { workflow: 'release', workflow_id: 'release-1', status: 'failed', ...RELEASE, nodes };
}

/** A graph of so many phases, the same each time. */
export function manyPhases(count: number): ShownGraph {
  let seed = 7;
  const random = (limit: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % limit;
  return dependencyGraph(
    runDefinition(
      Array.from({ length: count }, (_, index) => {
        const dependsOn = Array.from({ length: index === 0 ? 0 : random(3) }, () =>
          Math.max(0, index - 1 - random(30)),
        );
        return phaseDefinition(`phase_${index}`, 1 + random(4), {
          dependsOn: [...new Set(dependsOn)].map((before) => `phase_${before}`),
        });
      }),
    ),
  );
}
