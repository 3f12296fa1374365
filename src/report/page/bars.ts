import type { ReportedPhase, ReportedTask, ReportedTry } from '../report-document.ts';

/** A stretch of time in a row of the timeline. */
export interface Bar {
  readonly kind: 'waiting' | 'phase' | 'earlier' | 'attempt';
  readonly from: number;
  readonly to: number;
  readonly status: ReportedTry['status'] | ReportedPhase['status'];
  /** What it is, in words. */
  readonly title: string;
}

/** A phase: how long it waited for a decision or for room after it could have started, and how long it took. */
export function phaseBars(phase: ReportedPhase, now: number): Bar[] {
  const { ready_at: ready, started_at: from, finished_at: to, status } = phase;
  if (from === null) {
    if (status !== 'waiting' || ready === null) return [];
    return [{ kind: 'waiting', from: ready, to: now, status, title: 'waits for an approval' }];
  }
  const waited = ready !== null && from - ready > 50;
  return [
    ...(waited ? [{ kind: 'waiting' as const, from: ready, to: from, status, title: 'waited' }] : []),
    { kind: 'phase', from, to: to ?? now, status, title: status },
  ];
}

/** An agent: from when Temporal was told of it to its end, with its attempts. */
export function taskBars({ times, tries, status, attempts }: ReportedTask, now: number): Bar[] {
  const { scheduled, started, ended } = times;
  if (scheduled === null) return [];
  const end = ended ?? now;
  if (tries.length > 1 || (tries.length === 1 && attempts === 1 && started === null))
    return [
      { kind: 'waiting', from: scheduled, to: end, status, title: 'waiting for a worker, or between attempts' },
      ...tries.map((each, index): Bar => {
        const isLast = index === tries.length - 1;
        const to = each.ended ?? (isLast ? end : tries[index + 1]!.started);
        return {
          kind: 'attempt',
          from: each.started,
          to,
          status: isLast ? status : lost(each),
          title: `attempt ${each.attempt}`,
        };
      }),
    ];
  const before = attempts > 1 ? 'earlier' : 'waiting';
  const title =
    attempts > 1
      ? `${attempts - 1} earlier ${attempts === 2 ? 'attempt' : 'attempts'} and the pauses between`
      : 'waiting for a worker';
  return [
    ...(started === null || started > scheduled
      ? [{ kind: before, from: scheduled, to: started ?? end, status, title } as const]
      : []),
    ...(started === null
      ? []
      : [
          {
            kind: 'attempt' as const,
            from: started,
            to: end,
            status,
            title: attempts > 1 ? `attempt ${attempts}` : 'at work',
          },
        ]),
  ];
}

/** The log of an attempt whose worker was lost has no end. */
const lost = ({ status }: ReportedTry): Bar['status'] =>
  status === 'running' ? 'timed_out' : status === 'handed_over' ? 'cancelled' : status;
