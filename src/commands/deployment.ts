import { Command } from 'commander';
import { move } from './deployment/move.ts';
import { promote } from './deployment/promote.ts';
import { ramp } from './deployment/ramp.ts';
import { status } from './deployment/status.ts';
import { wait } from './deployment/wait.ts';
import type { SetExitCode } from './set-exit-code.ts';

export function deployment(setExitCode: SetExitCode): Command {
  const parent = new Command('deployment').description(
    'Upgrade workers version by version, with Temporal Worker Deployments.',
  );
  for (const build of [status, promote, ramp, move, wait]) parent.addCommand(build(setExitCode));
  return parent;
}
