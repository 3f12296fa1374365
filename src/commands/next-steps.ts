import { approveCommand } from '../follow/approve-command.ts';
import { ourName } from '../follow/our-name.ts';
import { waitingPhases } from '../follow/waiting-phases.ts';
import type { RunResult } from '../workflows/run-result.ts';

/** The exact commands that a person is likely to want after a run, or while it waits. */
export function nextSteps(result: RunResult, { dev = false }: { readonly dev?: boolean }): string[] {
  const { workflow_id: id, status } = result;
  const name = ourName();
  if (status === 'running')
    return [
      ...waitingPhases(result).map(
        ({ workflowId, phase, prompt }) =>
          `\`${approveCommand(workflowId, phase)}\` answers "${prompt}", or \`reject\``,
      ),
      ...(dev ? [`\`${name} dev\` goes on with the run`] : [`\`${name} watch ${id}\` follows the run again`]),
    ];
  return [
    ...(status === 'failed' || status === 'timed_out'
      ? [`\`${name} logs ${id} --failed\` shows what the agents that failed have logged`]
      : []),
    ...(status === 'success'
      ? []
      : [`\`${name} rerun ${id}${dev ? ' --dev' : ''}\` runs again what had not succeeded`]),
    dev
      ? `\`${name} dev\` opens the Web UI again, with this run and all earlier ones`
      : `\`${name} result ${id} --json\` prints the result again`,
  ];
}
