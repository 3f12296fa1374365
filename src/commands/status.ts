import type { Command } from 'commander';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

export const status = (): Command =>
  runCommand('status', 'Show a run as it is now.', 'status @last').action(
    async (run: string, flags: RunCommandFlags) => {
      await onRun(run, flags, async ({ client }, workflowId) => {
        const [{ runStatus }, { printJson }] = await Promise.all([
          import('../runs/run-status.ts'),
          import('./report-error.ts'),
        ]);
        const document = await runStatus(client, workflowId);
        if (flags.json) return printJson(document);
        const [{ runInputOf }, { dependenciesOf }, { tree }, { styleOf }, { environment }] = await Promise.all([
          import('../runs/run-input-of.ts'),
          import('../follow/dependencies-of.ts'),
          import('../follow/tree.ts'),
          import('../follow/style.ts'),
          import('../environment.ts'),
        ]);
        const { definition } = await runInputOf(client, workflowId);
        const lines = tree(document, {
          style: styleOf(process.stdout, environment),
          columns: process.stdout.columns || 100,
          rows: Infinity,
          dependencies: dependenciesOf(definition),
        });
        process.stdout.write(`${lines.join('\n')}\n`);
      });
    },
  );
