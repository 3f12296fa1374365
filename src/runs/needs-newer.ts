import type { Client } from '@temporalio/client';
import { INTERPRETER } from '../workflows/run-input.ts';
import { runInputOf } from './run-input-of.ts';

/** Whether a run was resolved for a newer interpreter than this version has. Undefined where it was not, or cannot be read. */
export async function needsNewer(client: Client, workflowId: string): Promise<string | undefined> {
  const input = await runInputOf(client, workflowId).catch(() => undefined);
  if (input === undefined || input.interpreter <= INTERPRETER) return undefined;
  return `the run needs interpreter ${input.interpreter}, and this version has ${INTERPRETER}: start a newer worker`;
}
