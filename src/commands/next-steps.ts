import { ourName } from '../follow/our-name.ts';
import type { RunResult } from '../workflows/run-result.ts';
import type { RunFlags } from './run.ts';

/** The exact commands that a person is likely to want after a run. */
export function nextSteps(
  { workflow_id: id, status }: RunResult,
  { dev }: Pick<RunFlags, 'dev'>,
  logFile: string | undefined,
): string[] {
  const name = ourName();
  return [
    ...(status !== 'success' && logFile ? [`${logFile} has what the agents logged`] : []),
    ...(dev ? [`\`${name} dev\` opens the Web UI again, with this run and all earlier ones`] : []),
    ...(dev ? [] : [`\`${name} result ${id} --json\` prints the result again`]),
  ];
}
