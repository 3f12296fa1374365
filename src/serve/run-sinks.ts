import type { InjectedSinks } from '@temporalio/worker';
import type { RunEnd, RunSinks } from '../workflows/run-end.ts';

export type OnRunEnd = (
  run: { readonly workflow: string; readonly workflowId: string; readonly runId: string },
  end: RunEnd,
) => void;

/** Takes what workflow code tells its worker, past the history, where the bundle's settings say that it does. */
export function runSinks(onRunEnd: OnRunEnd): InjectedSinks<RunSinks> {
  return {
    orchestrator: {
      runEnded: {
        fn: ({ workflowType: workflow, workflowId, runId }, end) => onRunEnd({ workflow, workflowId, runId }, end),
        callDuringReplay: false,
      },
    },
  };
}
