import type { Command } from 'commander';
import { withSession } from '../with-session.ts';
import { scheduleCommand, type ScheduleFlags } from './schedule-command.ts';

export const deleteSchedule = (): Command =>
  scheduleCommand(
    'delete',
    'Delete a schedule. Runs that it has started go on, and stay in the list.',
    'nightly',
  ).action(async (id: string, { json, ...flags }: ScheduleFlags) => {
    await withSession(async ({ client }) => {
      const [changes, { printJson }] = await Promise.all([
        import('../../schedules/change-schedule.ts'),
        import('../report-error.ts'),
      ]);
      await changes.deleteSchedule(client, id);
      if (json) printJson({ id, deleted: true });
      else process.stdout.write(`${id} is deleted\n`);
    }, flags);
  });
