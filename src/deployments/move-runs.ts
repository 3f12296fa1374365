import type { Client } from '@temporalio/client';
import { describeRun } from '../runs/find-run.ts';
import { RunOverError } from '../runs/run-over-error.ts';
import { pinnedRuns } from './open-runs.ts';

/** Frees all runs under way that are pinned to a version, sub-workflows included, and gives their Workflow IDs. */
export async function movePinned(
  client: Client,
  deployment: string,
  buildId: string,
  onMoved: (workflowId: string) => void = () => {},
): Promise<string[]> {
  const pinned: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: pinnedRuns(deployment, buildId) }))
    pinned.push(workflowId);
  const moved: string[] = [];
  for (const workflowId of pinned) {
    try {
      await moveRun(client, workflowId);
    } catch (error) {
      // It has ended since it was listed.
      if (error instanceof RunOverError) continue;
      throw error;
    }
    moved.push(workflowId);
    onMoved(workflowId);
  }
  return moved;
}

/**
 * Frees a run that is pinned to a version: it goes on with the current one, as a run does that is not pinned.
 * @throws RunNotFoundError; RunOverError
 */
export async function moveRun(client: Client, workflowId: string): Promise<void> {
  const { runId, status } = await describeRun(client, workflowId);
  if (status.name !== 'RUNNING') throw new RunOverError(workflowId);
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: client.options.namespace,
    identity: client.options.identity,
    workflowExecution: { workflowId, runId },
    workflowExecutionOptions: { versioningOverride: { autoUpgrade: true } },
    updateMask: { paths: ['versioning_override'] },
  });
}
