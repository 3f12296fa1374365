import type { Command } from 'commander';
import type { SetExitCode } from './main.ts';
import { command, payloadStoreOption, durationArgument, taskQueueOption } from './options.ts';
import { withSession, type SessionFlags } from './with-session.ts';

export function shutdown(_setExitCode: SetExitCode): Command {
  return command(
    'shutdown',
    'End a run gracefully and wait for its end: nothing more starts, agents at work are told to stop. RUN is a Workflow ID, or @last.',
  )
    .alias('cancel')
    .argument('<RUN>')
    .option('--timeout <duration>', 'how long agents have to stop by themselves (default: 30s)', durationArgument)
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .action(
      async (
        run: string,
        { json, timeout, taskQueue, ...flags }: SessionFlags & { json?: boolean; timeout?: number; taskQueue: string },
      ) => {
        await withSession(async (session) => {
          const [{ findRun }, { shutdownRun }, { waitForResult }, { printRun }, { printJson }] = await Promise.all([
            import('../runs/find-run.ts'),
            import('../runs/shutdown-run.ts'),
            import('../runs/run-outcome.ts'),
            import('./print-run.ts'),
            import('./report-error.ts'),
          ]);
          const workflowId = await findRun(session.client, run, taskQueue);
          await shutdownRun(session.client, workflowId, timeout);
          const result = await waitForResult(session.client, workflowId);
          if (json) printJson(result);
          else printRun(result, session);
        }, flags);
      },
    );
}
