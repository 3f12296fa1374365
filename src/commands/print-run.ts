import { environment } from '../environment.ts';
import { endBlock } from '../follow/end-block.ts';
import { styleOf } from '../follow/style.ts';
import type { Session } from '../session.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { nextSteps } from './next-steps.ts';

/** The end block of a run that was not followed by this process, which therefore does not know its file. */
export function printRun(result: RunResult, session: Session): void {
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
