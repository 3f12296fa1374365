import type { Finding } from '../finding.ts';
import { findCycles, topologicalOrder } from '../graph.ts';
import type { whens } from '../run-definition.ts';
import { listOf } from '../say.ts';
import { nearestOf } from '../nearest-of.ts';
import type { CheckedFile, PhaseParts, PhasePlace } from './checked-file.ts';

/** What phases depend on: that it is there, that there is no circle, and that it can be met. */
export function* checkDependencies({ phases }: CheckedFile): Generator<Finding> {
  const names = new Set(phases.flatMap(({ phase }) => phase.name ?? []));
  const nearest = nearestOf([...names]);
  const hint = `The phases are: ${listOf([...names])}.`;
  for (const { index, phase, place } of phases) {
    for (const [position, edge] of (phase.depends_on ?? []).entries()) {
      const path = ['phases', index, 'depends_on', position, 'phase'];
      const name = edge?.phase;
      if (name === undefined) continue;
      if (name === phase.name) {
        yield {
          code: 'self-dependency',
          message: `phase "${name}" depends on itself`,
          path,
          hint: 'Remove this entry.',
        };
      } else if (!names.has(name)) {
        const meant = nearest(name);
        const message =
          `depends_on refers to "${name}"` + (meant ? `; did you mean "${meant}"?` : ', but there is no such phase');
        yield { code: 'unknown-phase', message, path, hint };
      }
    }
    yield* contradictions({ phase, index, place });
  }
  yield* cycles(phases);
}

const STATUSES = ['success', 'failed', 'skipped', 'blocked'];
const MET_BY: Readonly<Record<(typeof whens)[number] | 'plain', readonly string[]>> = {
  plain: ['success', 'skipped'],
  success: ['success'],
  failed: ['failed'],
  skipped: ['skipped'],
  completed: STATUSES,
};

/** Two edges to the same phase must both be met. */
function* contradictions({ phase, index, place }: PhasePlace): Generator<Finding> {
  const met = new Map<string, readonly string[]>();
  for (const [position, edge] of (phase.depends_on ?? []).entries()) {
    if (edge?.phase === undefined) continue;
    const before = met.get(edge.phase) ?? STATUSES;
    const both = MET_BY[edge.when ?? 'plain'].filter((status) => before.includes(status));
    met.set(edge.phase, both);
    if (both.length > 0 || before.length === 0) continue;
    yield {
      code: 'wrong-value',
      message: `${place} can never start: "${edge.phase}" cannot end in both of the ways that it asks for`,
      path: ['phases', index, 'depends_on', position, ...(edge.when === undefined ? [] : ['when'])],
      hint: 'Every entry of depends_on must be met. For "whatever it came to", write when: completed.',
    };
  }
}

function* cycles(phases: readonly PhasePlace[]): Generator<Finding> {
  const byName = new Map<string, PhasePlace>();
  for (const each of phases) {
    const { name } = each.phase;
    if (name !== undefined && !byName.has(name)) byName.set(name, each);
  }
  const vertices = [...byName].map(([name, { phase }]) => ({ name, dependsOn: namesIn(phase, byName) }));
  for (const cycle of findCycles(topologicalOrder(vertices).left)) {
    const { index, phase } = byName.get(cycle[0]!)!;
    yield {
      code: 'cycle',
      message: `the phases depend on each other in a circle: ${cycle.join(' -> ')}`,
      path: ['phases', index, 'depends_on', (phase.depends_on ?? []).findIndex((edge) => edge?.phase === cycle[1])],
      hint: 'An arrow reads "depends on". Remove one of them.',
    };
  }
}

/** Known phases other than itself, each once: what else is said of the others is said above. */
export function namesIn(phase: PhaseParts, known: ReadonlyMap<string, unknown>): string[] {
  const names = (phase.depends_on ?? []).flatMap((edge) => edge?.phase ?? []);
  return [...new Set(names)].filter((name) => name !== phase.name && known.has(name));
}
