import type { ScheduleSpec, ScheduleSpecDescription } from '@temporalio/client';
import { formatDuration } from '../definition/duration.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { formatCalendar, parseCalendar } from './calendar.ts';
import { parseCron } from './cron.ts';
import { ScheduleError } from './schedule-error.ts';
import { timeZoneOf } from './time-zone.ts';

/** When a schedule starts runs, as it is written. */
export interface WrittenTimes {
  readonly cron?: readonly string[];
  /** Milliseconds. */
  readonly every?: readonly number[];
  readonly calendar?: readonly string[];
  readonly timeZone?: string;
  readonly start?: Date;
  readonly end?: Date;
  /** Milliseconds. */
  readonly jitter?: number;
}

/** At least one of `cron`, `every` and `calendar`; together they add up. @throws ScheduleError */
export function readTimes({
  cron = [],
  every = [],
  calendar = [],
  timeZone,
  start,
  end,
  jitter,
}: WrittenTimes): ScheduleSpec {
  if (cron.length + every.length + calendar.length === 0)
    throw new ScheduleError(
      "it is not said when runs start: give --cron '0 6 * * 1-5', --every 15m or --calendar 'hour=6 dayOfWeek=MON-FRI'",
    );
  const uneven = every.find((interval) => interval < 1_000 || interval % 1_000 !== 0);
  if (uneven !== undefined)
    throw new ScheduleError(
      `--every ${formatDuration(uneven)}: an interval is a whole number of seconds, at least one`,
    );
  if (start && end && end <= start)
    throw new ScheduleError('--end is not after --start, so that there would be no run');
  if (end && end.getTime() <= Date.now()) throw new ScheduleError('--end has passed, so that there would be no run');
  return {
    calendars: [...cron.map(parseCron), ...calendar.map(parseCalendar)],
    intervals: every.map((interval) => ({ every: interval })),
    ...withoutUndefined({
      timezone: timeZone === undefined ? undefined : timeZoneOf(timeZone),
      startAt: start,
      endAt: end,
      jitter,
    }),
  };
}

/** What the server holds, one text each, as the options take it. */
export const sayTimes = ({ calendars = [], intervals = [] }: ScheduleSpecDescription): string[] => [
  ...calendars.map(formatCalendar),
  ...intervals.map(
    ({ every, offset }) => `every ${formatDuration(every)}${offset ? `, ${formatDuration(offset)} later` : ''}`,
  ),
];
