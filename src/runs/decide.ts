import type { Client } from '@temporalio/client';
import type { DecisionTaken } from '../workflows/messages.ts';
import { askRun } from './ask-run.ts';

export interface DecisionOptions {
  /** Who decides; it is kept with the phase, as is the comment. */
  readonly by?: string;
  readonly comment?: string;
}

export interface Decided extends DecisionTaken {
  readonly workflow_id: string;
}

/** Approves or rejects a phase that waits. `publish/review` is the phase `review` of the sub-workflow that the phase `publish` runs. */
export async function decide(
  client: Client,
  run: string,
  phase: string,
  { approved, by, comment }: DecisionOptions & { readonly approved: boolean },
): Promise<Decided> {
  // A sub-workflow has a run of its own, which is named by the way to it.
  const [name, ...way] = phase.split('/').reverse();
  const workflowId = [run, ...way.reverse()].join('/');
  const taken = await askRun<DecisionTaken>(client, workflowId, approved ? 'approve' : 'reject', {
    phase: name!,
    by: by ?? null,
    comment: comment ?? null,
  });
  return { workflow_id: workflowId, ...taken };
}
