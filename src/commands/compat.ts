import { Option, type Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { command, encryptionKeysOption, payloadStoreOption, taskQueueOption, wholeNumber } from './options.ts';
import { withSession, type SessionFlags } from './with-session.ts';

interface CompatFlags extends SessionFlags {
  readonly run?: string;
  readonly workflow?: string;
  readonly taskQueue: string;
  readonly limit: number;
  readonly json?: boolean;
}

export const compat = (setExitCode: SetExitCode): Command =>
  command(
    'compat',
    'Say whether this version would go on with runs that are under way as they began: before a deploy, with the new version. Definitions travel with their runs, so that no edit of a file can break one.',
  )
    .option('--run <run>', 'this run: a Workflow ID, or @last')
    .addOption(
      new Option('--open', 'all runs under way, and their sub-workflows').default(true, 'unless --run is given'),
    )
    .option('--workflow <name>', 'of these only those of this workflow definition')
    .option('--limit <n>', 'at most this many, the latest first', wholeNumber(1), 1_000)
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addHelpText(
      'after',
      '\nExit code 0 where all are compatible, 1 otherwise.\n\nExample:\n  orchestrator compat --workflow traffic_pipeline\n',
    )
    .action(async ({ run, workflow, taskQueue, limit, json, ...flags }: CompatFlags) => {
      await withSession(async ({ client, converters }) => {
        const [{ findRun }, { openExecutions }, { replayRun }, { printJson }, { EXIT }] = await Promise.all([
          import('../runs/find-run.ts'),
          import('../runs/open-executions.ts'),
          import('../serve/replay-run.ts'),
          import('./report-error.ts'),
          import('./exit-code.ts'),
        ]);
        const ids =
          run === undefined
            ? await openExecutions(client, { taskQueue, limit, workflow })
            : [await findRun(client, run, taskQueue)];
        const runs = [];
        for (const id of ids) {
          const replayed = await replayRun(client, converters.client, id);
          runs.push(replayed);
          if (!json) process.stdout.write(`${id}  ${replayed.problem ?? 'compatible'}\n`);
        }
        if (json) printJson({ runs });
        else if (ids.length === 0) process.stdout.write(`no runs are under way on the task queue "${taskQueue}"\n`);
        setExitCode(runs.every(({ compatible }) => compatible) ? EXIT.success : EXIT.failed);
      }, flags);
    });
