import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { describeRun } from '../runs/find-run.ts';
import { needsNewer } from '../runs/needs-newer.ts';
import { installRuntime } from './runtime.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** Whether the workflow code of this version would go on with a run as the code went that began it. */
export interface Replayed {
  readonly workflow_id: string;
  readonly run_id: string;
  readonly compatible: boolean;
  /** What this version would do otherwise; null where it is compatible. */
  readonly problem: string | null;
}

/** Replays the history that a run has so far. Nothing of it runs again, and nothing changes. @throws RunNotFoundError */
export async function replayRun(client: Client, dataConverter: DataConverter, workflowId: string): Promise<Replayed> {
  installRuntime({ onLog: () => {} });
  const { runId } = await describeRun(client, workflowId);
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const run = { workflow_id: workflowId, run_id: runId };
  // A run that no worker has taken up yet has nothing to replay.
  const newer = await needsNewer(client, workflowId);
  if (newer !== undefined) return { ...run, compatible: false, problem: newer };
  try {
    const bundle = workflowBundle({ encodesFailures: dataConverter.failureConverterPath !== undefined });
    await Worker.runReplayHistory({ workflowBundle: bundle, dataConverter }, history, workflowId);
    return { ...run, compatible: true, problem: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...run, compatible: false, problem: error.message.split('\n')[0]! };
  }
}
