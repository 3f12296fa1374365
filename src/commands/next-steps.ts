import { DEFAULT_TASK_QUEUE } from '../defaults.ts';
import { approveCommand } from '../follow/approve-command.ts';
import { ourName } from '../our-name.ts';
import { waitingPhases } from '../follow/waiting-phases.ts';
import type { RunResult } from '../workflows/run-result.ts';

/** What a command was given that the next one needs, too. */
export interface GivenFlags {
  readonly dev?: boolean;
  readonly taskQueue?: string;
  readonly encryptionKeys?: string;
  readonly secretsFile?: string;
  readonly secretsCommand?: string;
}

/** The exact commands that a person is likely to want after a run, or while it waits. */
export function nextSteps(result: RunResult, flags: GivenFlags): string[] {
  const { workflow_id: id, status } = result;
  const { dev = false } = flags;
  const name = ourName();
  const keys = option('encryption-keys', flags.encryptionKeys);
  const queue = flags.taskQueue === DEFAULT_TASK_QUEUE ? '' : option('task-queue', flags.taskQueue);
  const secrets = option('secrets-file', flags.secretsFile) + option('secrets-command', flags.secretsCommand);
  // Where a worker runs elsewhere, it has the secrets.
  const again = `${queue}${dev ? ` --dev${secrets}` : ''}${keys}`;
  if (status === 'running')
    return [
      ...waitingPhases(result).map(
        ({ workflowId, phase, prompt }) =>
          `\`${approveCommand(workflowId, phase)}${keys}\` answers "${prompt}", or \`reject\``,
      ),
      ...(dev
        ? [`\`${name} dev${queue}${secrets}${keys}\` goes on with the run`]
        : [`\`${name} watch ${id}${keys}\` follows the run again`]),
    ];
  return [
    ...(status === 'failed' || status === 'timed_out'
      ? [`\`${name} logs ${id} --failed${keys}\` shows what the agents that failed have logged`]
      : []),
    ...(status === 'success' ? [] : [`\`${name} rerun ${id}${again}\` runs again what had not succeeded`]),
    dev
      ? `\`${name} dev${queue}${keys}\` opens the Web UI again, with this run and all earlier ones`
      : `\`${name} result ${id} --json${keys}\` prints the result again`,
  ];
}

/** Quoted where a shell would take it apart. */
const option = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` --${name} ${/^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`}`;
