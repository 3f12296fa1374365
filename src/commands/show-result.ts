import { withoutUndefined } from '../definition/without-undefined.ts';
import { exitCodeOf } from './exit-code.ts';
import { ourName } from '../follow/our-name.ts';
import { printJson, UsageError } from './report-error.ts';
import { withSession, type SessionFlags } from './with-session.ts';

export interface ResultFlags extends SessionFlags {
  readonly json?: boolean;
  readonly taskQueue: string;
}

/** Prints a run's result and gives the exit code that fits it. */
export async function showResult(
  run: string,
  { json, taskQueue, wait, payloadStore }: ResultFlags & { readonly wait: boolean },
): Promise<number> {
  return withSession(async (session) => {
    const [{ describeRun, findRun }, { waitForResult }, { printRun }] = await Promise.all([
      import('../runs/find-run.ts'),
      import('../runs/run-outcome.ts'),
      import('./print-run.ts'),
    ]);
    const workflowId = await findRun(session.client, run, taskQueue);
    const { status } = await describeRun(session.client, workflowId);
    if (!wait && status.name === 'RUNNING') {
      throw new UsageError(
        `the run "${workflowId}" is still under way; see \`${ourName()} status ${workflowId}\`, or wait for it with \`${ourName()} wait ${workflowId}\``,
      );
    }
    const result = await waitForResult(session.client, workflowId);
    if (json) printJson(result);
    else printRun(result, session);
    return exitCodeOf(result.status);
  }, withoutUndefined({ payloadStore }));
}
