import { parseDuration } from '../definition/duration.ts';
import type { JsonObject } from '../definition/json.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import type { Overlap } from './overlap.ts';
import { ScheduleError } from './schedule-error.ts';

/** Seconds, or a duration such as `15m`. */
type Duration = number | string;
type OneOrMore<T> = T | readonly T[];

/** When a schedule starts runs, and how: at least one of `cron`, `every` and `calendar`; together they add up. */
export interface ScheduleOptions {
  /** Minute, hour, day of month, month and day of week: `0 6 * * 1-5`. */
  readonly cron?: OneOrMore<string>;
  /** At each multiple of it since 1970. */
  readonly every?: OneOrMore<Duration>;
  /** Fields by name: `hour=6 dayOfWeek=MON-FRI`. */
  readonly calendar?: OneOrMore<string>;
  /** Of `cron` and `calendar`, such as `Europe/Berlin`. Default: UTC. */
  readonly timeZone?: string;
  /** No run before, and none after. */
  readonly start?: Date;
  readonly end?: Date;
  /** Each run starts up to so much later. */
  readonly jitter?: Duration;
  /** What happens when an earlier run is still under way. Default: `skip`. */
  readonly overlap?: Overlap;
  /** What was missed while Temporal was away is started as far back as this. Default: a year. */
  readonly catchup?: Duration;
  /** Start nothing until it is resumed. */
  readonly paused?: boolean;
  /** What it is for, or why it is paused. */
  readonly note?: string;
  /** Values for the definition's `inputs`. */
  readonly inputs?: JsonObject;
}

/** The same with lists and milliseconds. @throws ScheduleError */
export const writtenTimes = ({
  cron = [],
  every = [],
  calendar = [],
  jitter,
  catchup,
  ...rest
}: Omit<ScheduleOptions, 'inputs'>) => ({
  ...rest,
  cron: [cron].flat(),
  every: [every].flat().map(milliseconds),
  calendar: [calendar].flat(),
  ...withoutUndefined({
    jitter: jitter === undefined ? undefined : milliseconds(jitter),
    catchup: catchup === undefined ? undefined : milliseconds(catchup),
  }),
});

function milliseconds(written: Duration): number {
  const read = parseDuration(written);
  if (read !== undefined) return read;
  throw new ScheduleError(`"${written}" is no duration: write 30s, 15m, 1h30m, or a number of seconds`);
}
