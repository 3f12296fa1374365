import { environment } from '../environment.ts';
import { endBlock } from '../follow/end-block.ts';
import { styleOf } from '../follow/style.ts';
import type { Session } from '../session.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { exitCodeOf } from './exit-code.ts';
import { nextSteps } from './next-steps.ts';
import { printJson } from './report-error.ts';

/** Prints the result of a run that this process has not started, and so does not know the file of. Gives the exit code that fits it. */
export function showResult(result: RunResult, session: Session, { json }: { readonly json?: boolean }): number {
  if (json) printJson(result);
  else {
    const url = session.urlOf(result.workflow_id, result.run_id);
    const block = endBlock(result, {
      style: styleOf(process.stdout, environment),
      columns: process.stdout.columns || 100,
      ...(url === undefined ? {} : { url }),
      placeOf: () => undefined,
      next: nextSteps(result, {}, undefined),
    });
    process.stdout.write(`${block}\n`);
  }
  return exitCodeOf(result.status);
}
