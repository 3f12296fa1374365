import type { Command } from 'commander';
import type { Overlap } from '../../schedules/overlap.ts';
import { withSession } from '../with-session.ts';
import { overlapOption } from './create.ts';
import { scheduleCommand, type ScheduleFlags } from './schedule-command.ts';
import { timeArgument } from './time-argument.ts';

interface BackfillFlags extends ScheduleFlags {
  readonly start: Date;
  readonly end: Date;
  readonly overlap: Overlap;
}

export const backfill = (): Command =>
  scheduleCommand(
    'backfill',
    'Start the runs that were due in a time that has passed, with the definition that is pinned now.',
    'nightly --start 2026-01-01 --end 2026-01-08',
  )
    .requiredOption('--start <time>', 'from then', timeArgument)
    .requiredOption('--end <time>', 'until then', timeArgument)
    .addOption(overlapOption('how they go with each other, and with a run under way').default('buffer_all'))
    .action(async (id: string, { json, start, end, overlap, ...flags }: BackfillFlags) => {
      const [{ backfillSchedule, checkBackfill }, { printJson }] = await Promise.all([
        import('../../schedules/change-schedule.ts'),
        import('../report-error.ts'),
      ]);
      // Said without asking for a server.
      checkBackfill({ start, end });
      await withSession(async ({ client }) => {
        await backfillSchedule(client, id, { start, end, overlap });
        if (json) return printJson({ id, start: start.toISOString(), end: end.toISOString(), overlap });
        process.stdout.write(`${id}: its runs that were due in this time start now (${overlap})\n`);
      }, flags);
    });
