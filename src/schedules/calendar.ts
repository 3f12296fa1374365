import type { CalendarSpec, CalendarSpecDescription, Range } from '@temporalio/client';
import { didYouMean } from '../definition/did-you-mean.ts';
import { DAYS, FIELDS, MONTHS, parseField, type FieldName } from './calendar-field.ts';
import { ScheduleError } from './schedule-error.ts';

/** `hour=6 dayOfWeek=MON-FRI`. What is left out is 0 for second, minute and hour, and any of the rest. @throws ScheduleError */
export function parseCalendar(written: string): CalendarSpec {
  const fields: Partial<Record<FieldName, string>> = {};
  for (const word of written.trim().split(/\s+/)) {
    const [, name = '', value = ''] = /^(\w+)=(\S+)$/.exec(word) ?? [];
    if (name === '') throw new ScheduleError(`"${written}": "${word}" is not FIELD=VALUE, such as hour=6`);
    if (!isField(name)) {
      const meant = didYouMean(name, Object.keys(FIELDS));
      const known =
        meant === undefined ? `the fields are ${Object.keys(FIELDS).join(', ')}` : `did you mean "${meant}"?`;
      throw new ScheduleError(`"${written}": there is no field "${name}"; ${known}`);
    }
    if (fields[name] !== undefined) throw new ScheduleError(`"${written}": ${name} stands there twice`);
    fields[name] = value;
  }
  return toCalendar(written, fields);
}

/** @throws ScheduleError, which names the text that the fields are of */
export function toCalendar(written: string, fields: Readonly<Partial<Record<FieldName, string>>>): CalendarSpec {
  const ranges = <T>(name: FieldName, toUnit: (value: number) => T): Range<T>[] | undefined =>
    fields[name] === undefined ? undefined : parse(name, fields[name]).map((range) => mapRange(range, toUnit));
  const parse = (name: FieldName, text: string) => {
    try {
      return parseField(name, text);
    } catch (error) {
      if (error instanceof ScheduleError) throw new ScheduleError(`"${written}": ${error.message}`, { cause: error });
      throw error;
    }
  };
  const calendar = {
    second: ranges('second', number),
    minute: ranges('minute', number),
    hour: ranges('hour', number),
    dayOfMonth: ranges('dayOfMonth', number),
    month: ranges('month', (value) => MONTHS[value - 1]!),
    dayOfWeek: ranges('dayOfWeek', (value) => DAYS[value]!),
    // The SDK has no other way to say every year.
    year: fields.year === '*' ? undefined : ranges('year', number),
  };
  return Object.fromEntries(Object.entries(calendar).filter(([, value]) => value !== undefined));
}

/** As `parseCalendar` reads it. Fields of which any value will do are left out. */
export function formatCalendar(calendar: CalendarSpecDescription): string {
  const written: Record<FieldName, string> = {
    second: format('second', calendar.second, number),
    minute: format('minute', calendar.minute, number),
    hour: format('hour', calendar.hour, number),
    dayOfMonth: format('dayOfMonth', calendar.dayOfMonth, number),
    month: format('month', calendar.month, (month) => MONTHS.indexOf(month) + 1),
    dayOfWeek: format('dayOfWeek', calendar.dayOfWeek, (day) => DAYS.indexOf(day)),
    year: format('year', calendar.year, number),
  };
  const standard: Partial<Record<FieldName, string>> = {
    second: '0',
    dayOfMonth: '*',
    month: '*',
    dayOfWeek: '*',
    year: '*',
  };
  return Object.entries(written)
    .filter(([name, text]) => !isField(name) || standard[name] !== text)
    .map(([name, text]) => `${name}=${text}`)
    .join(' ');
}

function format<T>(name: FieldName, ranges: readonly Range<T>[], toNumber: (unit: T) => number): string {
  const { min, max } = FIELDS[name];
  const names = name === 'month' ? MONTHS : name === 'dayOfWeek' ? DAYS : undefined;
  const say = (value: number) => (names ? names[value - min]!.slice(0, 3) : String(value));
  const last = name === 'dayOfWeek' ? 6 : max;
  const texts = ranges.map((range) => {
    const { start, end, step } = mapRange(range, toNumber);
    const every = start === min && end === last;
    const by = step === 1 ? '' : `/${step}`;
    return `${every ? '*' : start === end ? say(start) : `${say(start)}-${say(end)}`}${by}`;
  });
  return texts.join(',') || '*';
}

const isField = (name: string): name is FieldName => Object.hasOwn(FIELDS, name);
const number = (value: number): number => value;
const mapRange = <From, To>({ start, end, step }: Range<From>, change: (value: From) => To): Range<To> => ({
  start: change(start),
  end: change(end),
  step,
});
