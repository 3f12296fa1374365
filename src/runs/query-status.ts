import type { Client } from '@temporalio/client';
import type { StatusPage } from '../workflows/messages.ts';
import type { PhaseResult, RunResult } from '../workflows/run-result.ts';
import { ANSWER_TIMEOUT, noAnswer } from './no-answer.ts';

/** What a run says of itself, put together from its pages. Needs a worker, and adds nothing to the history. */
export async function queryStatus(client: Client, workflowId: string): Promise<RunResult> {
  const results: PhaseResult[] = [];
  for (let from = 0; ;) {
    const { next, ...page } = await queryStatusPage(client, workflowId, from);
    results.push(...page.results);
    if (next === null) return { ...page, results };
    from = next;
  }
}

/** From this phase on, as much as fits into an answer. @throws NoWorkerError; RunStuckError */
export async function queryStatusPage(client: Client, workflowId: string, from: number): Promise<StatusPage> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await client.withDeadline(Date.now() + ANSWER_TIMEOUT, () =>
      handle.query<StatusPage, [number]>('status', from),
    );
  } catch (error) {
    throw await noAnswer(client, workflowId, error);
  }
}
