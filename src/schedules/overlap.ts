import type { ScheduleOverlapPolicy } from '@temporalio/client';

const POLICIES = {
  skip: 'SKIP',
  buffer_one: 'BUFFER_ONE',
  buffer_all: 'BUFFER_ALL',
  cancel_other: 'CANCEL_OTHER',
  terminate_other: 'TERMINATE_OTHER',
  allow_all: 'ALLOW_ALL',
} as const satisfies Record<string, ScheduleOverlapPolicy>;

/** What happens when a run is due while an earlier one of the schedule is under way. */
export type Overlap = keyof typeof POLICIES;

export const overlaps = Object.keys(POLICIES) as Overlap[];
export const toPolicy = (overlap: Overlap): ScheduleOverlapPolicy => POLICIES[overlap];

/** The server's own default is to skip. */
export const toOverlap = (policy: ScheduleOverlapPolicy): Overlap =>
  overlaps.find((overlap) => POLICIES[overlap] === policy) ?? 'skip';
