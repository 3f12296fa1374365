import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

interface DecisionFlags extends RunCommandFlags {
  readonly by?: string;
  readonly comment?: string;
}

/** `approve` and `reject`: a person decides on a phase that waits. */
export function decision(name: 'approve' | 'reject', description: string, example: string): Command {
  return runCommand(name, description, example)
    .argument('<PHASE>', 'of a sub-workflow: the phase that runs it, a slash, and its phase')
    .option('--comment <text>', 'is kept with the decision')
    .option('--by <name>', 'who decides (default: the name you are logged in with)')
    .action(async (run: string, phase: string, { by = loginName(), comment, ...flags }: DecisionFlags) => {
      await onRun(run, flags, async ({ client }, workflowId) => {
        const [{ decide }, { printJson }] = await Promise.all([
          import('../runs/decide.ts'),
          import('./report-error.ts'),
        ]);
        const decided = await decide(client, workflowId, phase, {
          approved: name === 'approve',
          ...(by === undefined ? {} : { by }),
          ...(comment === undefined ? {} : { comment }),
        });
        if (flags.json) return printJson(decided);
        process.stdout.write(`${decided.workflow_id}: phase "${decided.phase}" is ${decided.reason}\n`);
      });
    });
}

function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's list, as in some containers.
    return undefined;
  }
}
