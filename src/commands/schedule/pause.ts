import type { Command } from 'commander';
import { changeSchedule, scheduleCommand, type ScheduleFlags } from './schedule-command.ts';

export const pause = (): Command =>
  scheduleCommand(
    'pause',
    'Start no more runs of a schedule until it is resumed. Runs under way go on.',
    'nightly --note "the source is being moved"',
  )
    .option('--note <text>', 'why')
    .action(async (id: string, { note, ...flags }: ScheduleFlags & { note?: string }) => {
      await changeSchedule(id, flags, async ({ client }) => {
        const { pauseSchedule } = await import('../../schedules/change-schedule.ts');
        await pauseSchedule(client, id, note ?? 'paused with `orchestrator schedule pause`');
      });
    });
