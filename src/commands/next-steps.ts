import { approveCommand } from '../follow/approve-command.ts';
import { ourName } from '../follow/our-name.ts';
import { waitingPhases } from '../follow/waiting-phases.ts';
import type { RunResult } from '../workflows/run-result.ts';

/** The exact commands that a person is likely to want after a run, or while it waits. */
export function nextSteps(
  result: RunResult,
  { dev = false, encryptionKeys }: { readonly dev?: boolean; readonly encryptionKeys?: string },
): string[] {
  const { workflow_id: id, status } = result;
  const name = ourName();
  const keys = encryptionKeys === undefined ? '' : ` --encryption-keys ${JSON.stringify(encryptionKeys)}`;
  if (status === 'running')
    return [
      ...waitingPhases(result).map(
        ({ workflowId, phase, prompt }) =>
          `\`${approveCommand(workflowId, phase)}${keys}\` answers "${prompt}", or \`reject\``,
      ),
      ...(dev
        ? [`\`${name} dev${keys}\` goes on with the run`]
        : [`\`${name} watch ${id}${keys}\` follows the run again`]),
    ];
  return [
    ...(status === 'failed' || status === 'timed_out'
      ? [`\`${name} logs ${id} --failed${keys}\` shows what the agents that failed have logged`]
      : []),
    ...(status === 'success'
      ? []
      : [`\`${name} rerun ${id}${dev ? ' --dev' : ''}${keys}\` runs again what had not succeeded`]),
    dev
      ? `\`${name} dev${keys}\` opens the Web UI again, with this run and all earlier ones`
      : `\`${name} result ${id} --json${keys}\` prints the result again`,
  ];
}
