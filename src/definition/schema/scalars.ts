import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { CLASS_NAME, MAX_DURATION, MAX_WORKERS, NAME } from '../limits.ts';

export { MAX_DURATION, NAME } from '../limits.ts';

/** What is said of a value that is not whole; the library's own word for it is "int". */
export const WHOLE_NUMBER = 'a whole number';

export const name = z.string().regex(NAME);
export const text = z.string();
export const className = z.string().regex(CLASS_NAME);
export const freeMapping = z.record(z.string(), z.json());

/** Text in which `${{ }}` may stand. */
export const template = z.string();

/** CEL: bare, or one whole `${{ }}`. */
export const condition = z.union([z.string(), z.boolean()], 'CEL, true or false').transform(String);

/** Written as text with units or as a number of seconds; read as milliseconds. */
export const duration = (minimum: 0 | 1) =>
  z
    .union([z.string(), z.number()], 'a duration')
    .transform((written, context) => {
      const milliseconds = typeof written === 'number' && written < 0 ? written * 1000 : parseDuration(written);
      if (milliseconds === undefined) {
        context.addIssue({ code: 'custom', params: { code: 'bad-duration' } });
        return z.NEVER;
      }
      if (milliseconds < minimum || milliseconds > MAX_DURATION) {
        context.addIssue({ code: 'custom', params: { code: 'out-of-range', minimum } });
        return z.NEVER;
      }
      return milliseconds;
    })
    .meta({ duration: minimum });

export const maxWorkers = z.int(WHOLE_NUMBER).min(1).max(MAX_WORKERS);
