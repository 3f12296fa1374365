import { formatDuration } from '../definition/duration.ts';
import type { Path } from '../definition/path.ts';
import type { Mismatch } from './mismatches.ts';
import type { Started } from './simulated-world.ts';

/** Each of some phases and agents must have started before the next one. */
export function* checkOrder(
  expected: readonly string[] = [],
  started: readonly Started[],
  path: Path,
): Generator<Mismatch> {
  const first = expected.map((name) =>
    started.find((start) => start.path === name || start.path.startsWith(`${name}/`)),
  );
  for (const [index, name] of expected.entries()) {
    const [before, start] = [first[index - 1], first[index]];
    const place = [...path, index];
    if (!start) yield { path: place, expected: `${name} starts`, found: 'it does not' };
    else if (before && before.turn >= start.turn) {
      const found =
        before.turn === start.turn ? 'they start side by side' : `it starts first, after ${formatDuration(start.at)}`;
      yield { path: place, expected: `${name} starts after ${expected[index - 1]}`, found };
    }
  }
}
