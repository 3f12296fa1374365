import type { CalendarSpec } from '@temporalio/client';
import { toCalendar } from './calendar.ts';
import { ScheduleError } from './schedule-error.ts';

const SHORT: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * `0 6 * * 1-5`: minute, hour, day of month, month, day of week; with a sixth field the year, with seven the second before all.
 * Temporal's meaning, which differs from other crons' in one thing: a day must match the day of month and the day of week.
 * @throws ScheduleError
 */
export function parseCron(written: string): CalendarSpec {
  const text = written.trim();
  if (/^(CRON_)?TZ=/.test(text))
    throw new ScheduleError(`"${written}": give the time zone with --time-zone, not in the cron expression`);
  if (text.startsWith('@every'))
    throw new ScheduleError(`"${written}": give an interval with --every, such as --every 15m`);
  if (text.startsWith('@') && !Object.hasOwn(SHORT, text))
    throw new ScheduleError(`"${written}" is none of ${Object.keys(SHORT).join(', ')}`);
  const parts = (SHORT[text] ?? text).split(/\s+/);
  if (parts.length < 5 || parts.length > 7 || text === '')
    throw new ScheduleError(
      `"${written}" has ${text === '' ? 0 : parts.length} fields, and a cron expression has 5: minute, hour, day of month, month, day of week, such as "0 6 * * 1-5"`,
    );
  const [second, [minute, hour, dayOfMonth, month, dayOfWeek, year = '*']] =
    parts.length === 7 ? [parts[0]!, parts.slice(1)] : ['0', parts];
  return toCalendar(written, {
    second,
    minute: minute!,
    hour: hour!,
    dayOfMonth: dayOfMonth!,
    month: month!,
    dayOfWeek: dayOfWeek!,
    year,
  });
}
