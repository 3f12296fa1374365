import type { Command } from 'commander';
import type { SetExitCode } from './main.ts';
import { command, payloadStoreOption, taskQueueOption, wholeNumber } from './options.ts';
import { withSession, type SessionFlags } from './with-session.ts';

export function list(_setExitCode: SetExitCode): Command {
  return command('list', 'List runs, the latest first.')
    .option('--limit <n>', 'at most this many', wholeNumber(1), 20)
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .action(
      async ({
        json,
        limit,
        taskQueue,
        ...flags
      }: SessionFlags & { json?: boolean; limit: number; taskQueue: string }) => {
        await withSession(async (session) => {
          const [{ listRuns }, { printJson }] = await Promise.all([
            import('../runs/list-runs.ts'),
            import('./report-error.ts'),
          ]);
          const runs = await listRuns(session.client, { taskQueue, limit });
          if (json) return printJson({ runs });
          const width = Math.max(0, ...runs.map((run) => run.workflow_id.length));
          const lines = runs.map(
            (run) => `${run.workflow_id.padEnd(width)}  ${run.status.padEnd(9)}  ${run.started_at}`,
          );
          process.stdout.write(
            lines.length > 0 ? `${lines.join('\n')}\n` : `no runs on the task queue "${taskQueue}" yet\n`,
          );
        }, flags);
      },
    );
}
