import { z } from 'zod';
import { parseDuration } from '../../definition/duration.ts';

/** A duration as it is written in a workflow.yaml; a bare number is seconds. It stays as it was written, to be read twice. */
export function durationSetting(longest: string) {
  return z.union([z.string(), z.number()]).refine((written) => {
    const milliseconds = parseDuration(written);
    return milliseconds !== undefined && milliseconds > 0 && milliseconds <= parseDuration(longest)!;
  }, `not a duration over 0 and up to ${longest}: write 500ms, 30s, 5m, 1h30m, or a number of seconds`);
}
