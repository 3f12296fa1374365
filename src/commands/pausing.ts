import type { Command } from 'commander';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

/** `pause` and `resume`. */
export function pausing(name: 'pause' | 'resume', description: string): Command {
  return runCommand(name, description, `${name} @last`).action(async (run: string, flags: RunCommandFlags) => {
    await onRun(run, flags, async ({ client }, workflowId) => {
      const [{ setPaused }, { printJson }] = await Promise.all([
        import('../runs/set-paused.ts'),
        import('./report-error.ts'),
      ]);
      const { paused } = await setPaused(client, workflowId, name === 'pause');
      if (flags.json) return printJson({ workflow_id: workflowId, paused });
      const text = paused ? 'paused: agents at work go on, and none starts until it is resumed' : 'resumed';
      process.stdout.write(`${workflowId}: ${text}\n`);
    });
  });
}
