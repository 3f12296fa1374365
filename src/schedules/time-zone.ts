import { didYouMean } from '../definition/did-you-mean.ts';
import { ScheduleError } from './schedule-error.ts';

/** The name of a time zone as the server knows it, whose files have capitals where they belong. @throws ScheduleError */
export function timeZoneOf(written: string): string {
  let known: string;
  try {
    known = new Intl.DateTimeFormat('en', { timeZone: written }).resolvedOptions().timeZone;
  } catch {
    known = '';
  }
  // An offset is no time zone for Temporal: it has no rules.
  if (known === '' || !/^[A-Za-z]/.test(written)) {
    const meant = didYouMean(written, Intl.supportedValuesOf('timeZone'));
    throw new ScheduleError(
      `there is no time zone "${written}"; ${meant === undefined ? 'write a name of the IANA list, such as Europe/Berlin or UTC' : `did you mean ${meant}?`}`,
    );
  }
  return known.toLowerCase() === written.toLowerCase() ? known : written;
}
