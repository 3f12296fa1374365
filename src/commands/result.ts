import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

export const result = (setExitCode: SetExitCode): Command =>
  runCommand('result', 'Print the result of a run that has ended.', 'result @last --json').action(
    async (run: string, flags: RunCommandFlags) => {
      await onRun(run, flags, async (session, workflowId) => {
        const [{ describeRun }, { waitForResult }, { ourName }, { UsageError }, { showResult }] = await Promise.all([
          import('../runs/find-run.ts'),
          import('../runs/run-outcome.ts'),
          import('../our-name.ts'),
          import('./report-error.ts'),
          import('./show-result.ts'),
        ]);
        const { status } = await describeRun(session.client, workflowId);
        if (status.name === 'RUNNING')
          throw new UsageError(
            `the run "${workflowId}" is still under way; see \`${ourName()} status ${workflowId}\`, or wait for it with \`${ourName()} wait ${workflowId}\``,
          );
        setExitCode(await showResult(await waitForResult(session.client, workflowId), session, flags));
      });
    },
  );
