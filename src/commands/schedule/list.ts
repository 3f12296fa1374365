import type { Command } from 'commander';
import { command, encryptionKeysOption, payloadStoreOption, taskQueueOption, wholeNumber } from '../options.ts';
import { withSession } from '../with-session.ts';
import type { ScheduleFlags } from './schedule-command.ts';

interface ListFlags extends ScheduleFlags {
  readonly taskQueue: string;
  readonly limit: number;
}

export const list = (): Command =>
  command('list', 'List schedules: their times, the next run of each, and how the last one stands.')
    .option('--limit <n>', 'at most this many', wholeNumber(1), 100)
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addHelpText('after', '\nExample:\n  orchestrator schedule list\n')
    .action(async ({ json, taskQueue, limit, ...flags }: ListFlags) => {
      await withSession(async ({ client }) => {
        const [{ listSchedules }, { schedulesText }, { printJson }] = await Promise.all([
          import('../../schedules/list-schedules.ts'),
          import('../../schedules/schedule-text.ts'),
          import('../report-error.ts'),
        ]);
        const schedules = await listSchedules(client, { taskQueue, limit });
        if (json) return printJson({ schedules });
        process.stdout.write(schedulesText(schedules) || `no schedules of runs on the task queue "${taskQueue}"\n`);
      }, flags);
    });
