import { describe, expect, test } from 'vitest';
import { parseCalendar } from '../../src/schedules/calendar.ts';
import { parseCron } from '../../src/schedules/cron.ts';
import { timeZoneOf } from '../../src/schedules/time-zone.ts';
import { readTimes } from '../../src/schedules/times.ts';

const one = (value: unknown) => [{ start: value, end: value, step: 1 }];
const range = (start: unknown, end: unknown, step = 1) => ({ start, end, step });

describe('a cron expression', () => {
  test('says minute, hour, day of month, month and day of week', () => {
    expect(parseCron('0 6 * * 1-5')).toEqual({
      second: one(0),
      minute: one(0),
      hour: one(6),
      dayOfMonth: [range(1, 31)],
      month: [range('JANUARY', 'DECEMBER')],
      dayOfWeek: [range('MONDAY', 'FRIDAY')],
    });
  });

  test('takes steps, lists, names, a year and seconds', () => {
    expect(parseCron('*/15 8-18/2,20 1 jan-Mar,DEC sun 2030').minute).toEqual([range(0, 59, 15)]);
    expect(parseCron('*/15 8-18/2,20 1 jan-Mar,DEC sun 2030')).toMatchObject({
      hour: [range(8, 18, 2), range(20, 20)],
      month: [range('JANUARY', 'MARCH'), range('DECEMBER', 'DECEMBER')],
      dayOfWeek: one('SUNDAY'),
      year: one(2030),
    });
    expect(parseCron('5 0 0 1 1 * 2030')).toMatchObject({ second: one(5), minute: one(0), year: one(2030) });
    expect(parseCron('3/5 * * * *').minute).toEqual([range(3, 59, 5)]);
  });

  test('knows Sunday as 0 and as 7', () => {
    expect(parseCron('0 0 * * 7').dayOfWeek).toEqual(one('SUNDAY'));
    expect(parseCron('0 0 * * 5-7').dayOfWeek).toEqual(['FRIDAY', 'SATURDAY', 'SUNDAY'].flatMap(one));
    expect(parseCron('0 0 * * 0-7').dayOfWeek).toHaveLength(7);
  });

  test('has short forms', () => {
    expect(parseCron('@daily')).toEqual(parseCron('0 0 * * *'));
    expect(parseCron(' @weekly ')).toEqual(parseCron('0 0 * * 0'));
  });

  test.each([
    ['', 'has 0 fields'],
    ['0 6 * *', 'has 4 fields, and a cron expression has 5'],
    ['0 25 * * *', '"0 25 * * *": hour "25" is not one of 0 to 23'],
    ['0 6 * * MO', 'dayOfWeek "MO" is not one of 0 to 7, or MON and the like'],
    ['0 6 L * *', 'dayOfMonth "L" is not one of 1 to 31'],
    ['0 6 ? * *', 'dayOfMonth "?" cannot be read'],
    ['*/0 * * * *', 'the step behind the slash must be 1 or more'],
    ['0 6 * * FRI-MON', 'ends before it begins; write it as two, such as `FRI-SUN,SUN-MON`'],
    ['0 22-4 * * *', 'ends before it begins; write it as two, such as `22-23,0-4`'],
    ['@fortnightly', 'is none of @yearly'],
    ['@every 5m', 'give an interval with --every'],
    ['TZ=UTC 0 6 * * *', 'give the time zone with --time-zone'],
    ['0 6 * * * # comment here', 'has 8 fields'],
  ])('%j is refused: %s', (written, message) => {
    expect(() => parseCron(written)).toThrow(message);
  });
});

describe('a calendar', () => {
  test('says its fields by name', () => {
    expect(parseCalendar('hour=6 dayOfWeek=MON-FRI')).toEqual({ hour: one(6), dayOfWeek: [range('MONDAY', 'FRIDAY')] });
    expect(parseCalendar('year=*')).toEqual({});
  });

  test.each([
    ['hour', '"hour" is not FIELD=VALUE'],
    ['hours=6', 'there is no field "hours"; did you mean "hour"?'],
    ['xyz=6', 'there is no field "xyz"; the fields are second, minute, hour'],
    ['hour=6 hour=7', 'hour stands there twice'],
    ['dayOfMonth=0', 'dayOfMonth "0" is not one of 1 to 31'],
  ])('%j is refused: %s', (written, message) => {
    expect(() => parseCalendar(written)).toThrow(message);
  });
});

describe('a time zone', () => {
  test.each(['Europe/Berlin', 'UTC', 'Asia/Kolkata'])('%s is known', (name) => {
    expect(timeZoneOf(name)).toBe(name);
  });

  test('gets its capitals', () => {
    expect(timeZoneOf('europe/berlin')).toBe('Europe/Berlin');
  });

  test('that is not known is refused, with the one that was meant', () => {
    expect(() => timeZoneOf('Europe/Berln')).toThrow(
      'there is no time zone "Europe/Berln"; did you mean Europe/Berlin?',
    );
    expect(() => timeZoneOf('+01:00')).toThrow('write a name of the IANA list');
  });
});

describe('the times of a schedule', () => {
  test('add up', () => {
    expect(
      readTimes({ cron: ['@daily'], every: [900_000], calendar: ['hour=6'], timeZone: 'UTC', jitter: 5_000 }),
    ).toEqual({
      calendars: [parseCron('@daily'), parseCalendar('hour=6')],
      intervals: [{ every: 900_000 }],
      timezone: 'UTC',
      jitter: 5_000,
    });
  });

  test.each([
    [{}, 'it is not said when runs start'],
    [{ every: [500] }, '--every 500ms: an interval is a whole number of seconds'],
    [{ every: [60_000], start: new Date('2090-01-02'), end: new Date('2090-01-01') }, '--end is not after --start'],
    [{ every: [60_000], end: new Date('2020-01-01') }, '--end has passed'],
  ])('%j is refused: %s', (written, message) => {
    expect(() => readTimes(written)).toThrow(message);
  });
});
