import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment } from '../environment.ts';
import { endBlock } from '../follow/end-block.ts';
import { styleOf } from '../follow/style.ts';
import { findLogs } from '../logs/find-logs.ts';
import { lastLines } from '../logs/last-lines.ts';
import { describeRun } from '../runs/find-run.ts';
import type { Session } from '../session.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { exitCodeOf } from './exit-code.ts';
import { nextSteps } from './next-steps.ts';
import { printJson } from './report-error.ts';

/** Prints the result of a run that this process has not started, and so does not know the file of. Gives the exit code that fits it. */
export async function showResult(
  result: RunResult,
  session: Session,
  { json, encryptionKeys }: { readonly json?: boolean; readonly encryptionKeys?: string },
): Promise<number> {
  if (json) printJson(result);
  else {
    const url = session.urlOf(result.workflow_id, result.run_id);
    const block = endBlock(result, {
      style: styleOf(process.stdout, environment),
      columns: process.stdout.columns || 100,
      ...(url === undefined ? {} : { url }),
      placeOf: () => undefined,
      ...(await lastLinesOf(result, session)),
      next: nextSteps(result, {
        ...(await taskQueueOf(result, session)),
        ...withoutUndefined({ encryptionKeys }),
      }),
    });
    process.stdout.write(`${block}\n`);
  }
  return exitCodeOf(result.status);
}

/** The run's own: the one of this command was to find the run. */
async function taskQueueOf({ workflow_id: workflowId }: RunResult, { client }: Session) {
  const run = await describeRun(client, workflowId).catch(() => undefined);
  return run ? { taskQueue: run.taskQueue } : {};
}

/** What cannot be found is left out: it is not what was asked for. */
async function lastLinesOf(result: RunResult, { client, logSources }: Session) {
  if (result.status === 'success' || result.status === 'running') return {};
  const found = await findLogs(client, result.workflow_id, logSources).catch(() => undefined);
  return found ? { lastLines: await lastLines(result, logSources, found.folder) } : {};
}
