import { editDistance } from '../../definition/edit-distance.ts';

/** Up to three of `known` that someone who wrote `name` may have meant, best first. */
export function nearestNames(name: string, known: readonly string[]): string[] {
  const allowed = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** The sentence ` Did you mean a or b?`, or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
}
