import type { Command } from 'commander';
import { changeSchedule, scheduleCommand, type ScheduleFlags } from './schedule-command.ts';

export const resume = (): Command =>
  scheduleCommand(
    'resume',
    'Start runs of a schedule again. What was due in the meantime is not made up for: see `backfill`.',
    'nightly',
  )
    .option('--note <text>', 'what is kept with it')
    .action(async (id: string, { note, ...flags }: ScheduleFlags & { note?: string }) => {
      await changeSchedule(id, flags, async ({ client }) => {
        const { resumeSchedule } = await import('../../schedules/change-schedule.ts');
        await resumeSchedule(client, id, note ?? 'resumed with `orchestrator schedule resume`');
      });
    });
