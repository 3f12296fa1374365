import type { Command } from 'commander';
import type { SetExitCode } from './main.ts';
import { command, payloadStoreOption, taskQueueOption } from './options.ts';
import { withSession, type SessionFlags } from './with-session.ts';

export function status(_setExitCode: SetExitCode): Command {
  return command('status', 'Show a run as it is now. RUN is a Workflow ID, or @last.')
    .argument('<RUN>')
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .action(
      async (run: string, { json, taskQueue, ...flags }: SessionFlags & { json?: boolean; taskQueue: string }) => {
        await withSession(async (session) => {
          const [{ findRun }, { runStatus }, { printJson }, { tree }, { styleOf }, { environment }] = await Promise.all(
            [
              import('../runs/find-run.ts'),
              import('../runs/run-status.ts'),
              import('./report-error.ts'),
              import('../follow/tree.ts'),
              import('../follow/style.ts'),
              import('../environment.ts'),
            ],
          );
          const document = await runStatus(session.client, await findRun(session.client, run, taskQueue));
          if (json) return printJson(document);
          const options = {
            style: styleOf(process.stdout, environment),
            columns: process.stdout.columns || 100,
            rows: Infinity,
            dependencies: new Map(),
          };
          process.stdout.write(`${tree(document, options).join('\n')}\n`);
        }, flags);
      },
    );
}
