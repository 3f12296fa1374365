import { editDistance } from './edit-distance.ts';

/** The candidate that `word` was most likely meant to be, or none when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  // A word of one letter is near to every other one.
  const limit = Math.min(word.length - 1, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best ?? onlyLonger(word, candidates);
}

/** `cancel` for `cancel_running`, if there is no other that begins like this. */
function onlyLonger(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 3) return undefined;
  const longer = [...candidates].filter((candidate) => candidate.startsWith(word));
  return longer.length === 1 ? longer[0] : undefined;
}
