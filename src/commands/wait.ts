import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { noWaitOption } from './options.ts';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

export const wait = (setExitCode: SetExitCode): Command =>
  runCommand('wait', 'Wait for the end of a run and print its result.', 'wait @last --json')
    .addOption(noWaitOption())
    .action(async (run: string, flags: RunCommandFlags & { wait: boolean }) => {
      await onRun(run, flags, async (session, workflowId) => {
        const [{ describeRun }, { waitForResult }, { follow }, { quietView }, { showResult }] = await Promise.all([
          import('../runs/find-run.ts'),
          import('../runs/run-outcome.ts'),
          import('../follow/follow.ts'),
          import('../follow/quiet-view.ts'),
          import('./show-result.ts'),
        ]);
        const { taskQueue } = await describeRun(session.client, workflowId);
        const { address } = session.target;
        const following = { workflowId, taskQueue, address, view: quietView(), noWait: true };
        const result = await (flags.wait
          ? waitForResult(session.client, workflowId)
          : follow(session.client, following));
        setExitCode(await showResult(result, session, flags));
      });
    });
