import type { Command } from 'commander';
import { durationArgument } from './options.ts';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

export const shutdown = (): Command =>
  runCommand(
    'shutdown',
    'End a run gracefully and wait for its end: nothing more starts, agents at work are told to stop, `finally` runs.',
    'shutdown @last --timeout 1m',
  )
    .alias('cancel')
    .option('--timeout <duration>', 'how long agents have to stop by themselves (default: 30s)', durationArgument)
    .action(async (run: string, { timeout, ...flags }: RunCommandFlags & { timeout?: number }) => {
      await onRun(run, flags, async (session, workflowId) => {
        const [{ shutdownRun }, { waitForResult }, { showResult }] = await Promise.all([
          import('../runs/shutdown-run.ts'),
          import('../runs/run-outcome.ts'),
          import('./show-result.ts'),
        ]);
        await shutdownRun(session.client, workflowId, timeout);
        await showResult(await waitForResult(session.client, workflowId), session, flags);
      });
    });
