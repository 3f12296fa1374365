import { InvalidArgumentError } from 'commander';

/** `2026-01-31`, `2026-01-31T14:00`, `2026-01-31T14:00Z`. Without a zone it is this machine's; a date alone is midnight UTC. */
export function timeArgument(written: string): Date {
  const time = new Date(written);
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(written) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('Write a time such as 2026-01-31T14:00 or 2026-01-31T14:00Z.');
}
