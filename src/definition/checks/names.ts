import type { Finding } from '../finding.ts';
import type { Path } from '../path.ts';
import type { CheckedFile } from './checked-file.ts';

/** Names that must be unique. */
export function* checkNames({ parts, phases: all, lists }: CheckedFile): Generator<Finding> {
  const phases = all.map(({ index, phase }): Named => [phase.name, ['phases', index, 'name']]);
  yield* repeated('duplicate-phase', 'a phase', phases);
  for (const key of ['on_failure', 'finally'] as const) {
    if (!parts[key]) continue;
    for (const [name, path] of phases) {
      if (name !== key) continue;
      const message = `a phase cannot be called "${key}" where the file has the key "${key}"`;
      yield { code: 'duplicate-phase', message, path, hint: `The agents of both would be called ${key}/…: rename it.` };
    }
  }
  for (const { agents, path, place } of lists) {
    const ids = agents.map((agent, position): Named => [agent?.id, [...path, position, 'id']]);
    yield* repeated('duplicate-agent', `an agent of ${place}`, ids);
  }
}

type Named = [name: string | undefined, path: Path];

function* repeated(code: 'duplicate-phase' | 'duplicate-agent', what: string, names: Named[]): Generator<Finding> {
  const first = new Map<string, Path>();
  for (const [name, path] of names) {
    if (name === undefined) continue;
    const repeats = first.get(name);
    if (!repeats) first.set(name, path);
    else yield { code, message: `${what} is called "${name}" already`, path, repeats, hint: 'Rename one of them.' };
  }
}
