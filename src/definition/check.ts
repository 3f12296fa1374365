import { didYouMean } from './did-you-mean.ts';
import { findCycle, topologicalOrder } from './graph.ts';
import type { WorkflowFile } from './schema/workflow.ts';
import type { Finding, Path } from './source.ts';

/** What the schema cannot see: names that must be unique, or must refer to something. */
export function check(file: WorkflowFile): Finding[] {
  return [...duplicates(file), ...dependencies(file)];
}

function* duplicates(file: WorkflowFile): Generator<Finding> {
  const phases = file.phases.map((phase, index): Named => [phase.name, ['phases', index, 'name']]);
  yield* repeated('duplicate-phase', 'a phase', phases);
  for (const [index, phase] of file.phases.entries()) {
    const ids = (phase.agents ?? []).map((agent, position): Named => [
      agent.id,
      ['phases', index, 'agents', position, 'id'],
    ]);
    yield* repeated('duplicate-agent', `an agent of phase "${phase.name}"`, ids);
  }
}

type Named = [name: string | undefined, path: Path];

function* repeated(code: 'duplicate-phase' | 'duplicate-agent', what: string, names: Named[]): Generator<Finding> {
  const first = new Map<string, Path>();
  for (const [name, path] of names) {
    if (name === undefined) continue;
    const repeats = first.get(name);
    if (repeats)
      yield { code, message: `${what} is called "${name}" already`, path, repeats, hint: 'Rename one of them.' };
    else first.set(name, path);
  }
}

function* dependencies(file: WorkflowFile): Generator<Finding> {
  const names = new Set(file.phases.map((phase) => phase.name));
  let complete = names.size === file.phases.length;
  for (const [index, phase] of file.phases.entries()) {
    for (const [position, { phase: dependency }] of (phase.depends_on ?? []).entries()) {
      const path = ['phases', index, 'depends_on', position];
      if (names.has(dependency) && dependency !== phase.name) continue;
      complete = false;
      if (dependency === phase.name) {
        yield {
          code: 'self-dependency',
          message: `phase "${phase.name}" depends on itself`,
          path,
          hint: 'Remove this entry.',
        };
        continue;
      }
      const meant = didYouMean(dependency, names);
      const message =
        `depends_on refers to "${dependency}"` +
        (meant ? `; did you mean "${meant}"?` : ', but there is no such phase');
      yield { code: 'unknown-phase', message, path, hint: `The phases are: ${listOf([...names])}.` };
    }
  }
  if (!complete) return;
  const vertices = file.phases.map((phase) => ({ name: phase.name, dependsOn: namesIn(phase) }));
  const { left } = topologicalOrder(vertices);
  if (left.length === 0) return;
  const cycle = findCycle(left);
  const index = file.phases.findIndex((phase) => phase.name === cycle[0]);
  yield {
    code: 'cycle',
    message: `the phases depend on each other in a circle: ${cycle.join(' -> ')}`,
    path: ['phases', index, 'depends_on', namesIn(file.phases[index]!).indexOf(cycle[1]!)],
    hint: 'An arrow reads "depends on". Remove one of them.',
  };
}

const listOf = (names: string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');

const namesIn = ({ depends_on: edges = [] }: WorkflowFile['phases'][number]): string[] => [
  ...new Set(edges.map((edge) => edge.phase)),
];
