import type { Command } from 'commander';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

export const terminate = (): Command =>
  runCommand(
    'terminate',
    'End a run at once, from outside: its agents are not told, `finally` does not run, and there is no result. Where a worker runs, `shutdown` is better.',
    'terminate @last --reason "started by mistake"',
  )
    .option('--reason <text>', 'is kept with the run')
    .action(async (run: string, { reason, ...flags }: RunCommandFlags & { reason?: string }) => {
      await onRun(run, flags, async (session, workflowId) => {
        const [{ terminateRun }, { waitForResult }, { showResult }] = await Promise.all([
          import('../runs/terminate-run.ts'),
          import('../runs/run-outcome.ts'),
          import('./show-result.ts'),
        ]);
        await terminateRun(session.client, workflowId, reason);
        await showResult(await waitForResult(session.client, workflowId), session, flags);
      });
    });
