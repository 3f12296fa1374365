import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { UsageError } from '../report-error.ts';
import { withSession } from '../with-session.ts';
import { deploymentCommand, onDeployment, type DeploymentFlags } from './deployment-command.ts';

interface MoveFlags extends DeploymentFlags {
  readonly from?: string;
}

export const move = (): Command =>
  deploymentCommand(
    'move',
    'Free runs that are pinned to a version: with their next step they go on with the current one. Ask `orchestrator compat` of that version first whether it can.',
    '--deployment flights --from 0.2.0',
  )
    .argument('[RUN...]', 'Workflow IDs')
    .option('--from <id>', 'all runs under way that are pinned to this build id, sub-workflows included')
    .action(async (runs: readonly string[], flags: MoveFlags) => {
      const { from, json } = flags;
      if ((from === undefined) === (runs.length === 0))
        throw new UsageError('name either runs, or the version that they are pinned to with --from');
      const [{ movePinned, moveRun }, { printJson }] = await Promise.all([
        import('../../deployments/move-runs.ts'),
        import('../report-error.ts'),
      ]);
      const say = (run: string) => {
        if (!json) process.stdout.write(`${run} goes on with the current version\n`);
      };
      const moveEach = async (client: Client) => {
        for (const run of runs) {
          await moveRun(client, run);
          say(run);
        }
        return runs;
      };
      const moved =
        from === undefined
          ? await withSession(({ client }) => moveEach(client))
          : await onDeployment(flags, (client, deployment) => movePinned(client, deployment, from, say));
      if (json) printJson({ moved });
      else if (moved.length === 0) process.stdout.write(`no run is pinned to build id "${from}"\n`);
    });
