import { ScheduleError } from './schedule-error.ts';

export interface NumberRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

interface Field {
  readonly min: number;
  readonly max: number;
  /** What may be written for the values, from `min` on; the first three letters are enough. */
  readonly names?: readonly string[];
}

export const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
export const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

/** Sunday is 0 and 7. */
export const FIELDS = {
  second: { min: 0, max: 59 },
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  dayOfMonth: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: MONTHS },
  dayOfWeek: { min: 0, max: 7, names: DAYS },
  year: { min: 2000, max: 2100 },
} as const satisfies Record<string, Field>;
export type FieldName = keyof typeof FIELDS;

/** Reads `*`, `6`, `MON-FRI`, `0-30/10`, `*\/15` and several of them with commas between. @throws ScheduleError */
export function parseField(name: FieldName, written: string): NumberRange[] {
  const ranges = written.split(',').map((part) => parseRange(name, part));
  return name === 'dayOfWeek' ? ranges.flatMap(sundayAsZero) : ranges;
}

function parseRange(name: FieldName, part: string): NumberRange {
  const field: Field = FIELDS[name];
  const [, from = '', to, by] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (from === '' || (from === '*' && to !== undefined))
    throw new ScheduleError(
      `${name} "${part}" cannot be read; write a value, a range such as 1-5, a step such as */15, or several with commas`,
    );
  const step = by === undefined ? 1 : Number(by);
  if (step < 1) throw new ScheduleError(`${name} "${part}": the step behind the slash must be 1 or more`);
  if (from === '*') return { start: field.min, end: name === 'dayOfWeek' ? 6 : field.max, step };
  const start = valueOf(name, from);
  // As cron has it: `3/5` is every fifth one from 3 on.
  const end = to === undefined ? (by === undefined ? start : field.max) : valueOf(name, to);
  if (end < start)
    throw new ScheduleError(
      `${name} "${part}" ends before it begins; write it as two, such as \`${from}-${nameOf(field, field.max)},${nameOf(field, field.min)}-${to}\``,
    );
  return { start, end, step };
}

function valueOf(name: FieldName, written: string): number {
  const field: Field = FIELDS[name];
  const named =
    written.length < 3 ? -1 : (field.names ?? []).findIndex((each) => each.startsWith(written.toUpperCase()));
  const value = named >= 0 ? field.min + named : /^\d+$/.test(written) ? Number(written) : NaN;
  if (value >= field.min && value <= field.max) return value;
  const names = field.names ? `, or ${nameOf(field, 1)} and the like` : '';
  throw new ScheduleError(`${name} "${written}" is not one of ${field.min} to ${field.max}${names}`);
}

const nameOf = ({ names, min }: Field, value: number): string =>
  names ? names[(value - min) % names.length]!.slice(0, 3) : String(value);

/** Temporal knows Sunday as 0 only. */
function sundayAsZero({ start, end, step }: NumberRange): NumberRange[] {
  if (end < 7) return [{ start, end, step }];
  const days = [];
  for (let day = start; day <= end; day += step) days.push(day % 7);
  return [...new Set(days)].map((day) => ({ start: day, end: day, step: 1 }));
}
