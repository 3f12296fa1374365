import type { Client } from '@temporalio/client';
import { firstValue, historyPages } from '../storage/history-pages.ts';
import type { RunInput } from '../workflows/run-input.ts';
import { describeRun } from './find-run.ts';

/** Its first event does not say what our runs are started with. */
export class NotARunError extends Error {
  override readonly name = 'NotARunError';
}

/** What a run was started with: its definition and its inputs, from its first event. Needs no worker. */
export async function runInputOf(client: Client, workflowId: string): Promise<RunInput> {
  const { runId } = await describeRun(client, workflowId);
  for await (const [first] of historyPages(client, { workflowId, runId }, 1)) {
    const input = await firstValue(client, first?.workflowExecutionStartedEventAttributes?.input);
    if (isRunInput(input)) return input;
    break;
  }
  throw new NotARunError(`"${workflowId}" was not started with a workflow definition`);
}

const isRunInput = (input: unknown): input is RunInput =>
  Array.isArray((input as Partial<RunInput> | undefined)?.definition?.phases);
