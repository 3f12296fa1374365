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
      const [{ findSchedule }, { printJson }] = await Promise.all([
        import('../../schedules/find-schedule.ts'),
        import('../report-error.ts'),
      ]);
      const { handle } = await findSchedule(client, id);
      await handle.delete();
      if (json) printJson({ id, deleted: true });
      else process.stdout.write(`${id} is deleted\n`);
    }, flags);
  });
