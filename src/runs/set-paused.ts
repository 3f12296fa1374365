import type { Client } from '@temporalio/client';
import { askRun } from './ask-run.ts';

/** Pauses or resumes a run. While it is paused, agents at work go on and none starts. */
export async function setPaused(client: Client, workflowId: string, paused: boolean): Promise<{ paused: boolean }> {
  return askRun<{ paused: boolean }>(client, workflowId, paused ? 'pause' : 'resume');
}
