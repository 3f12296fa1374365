import type { FollowView } from '../follow/follow.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { DEFAULT_GRACE } from '../runs/shutdown-run.ts';
import { EXIT } from './exit-code.ts';
import { printInterrupted, printJson } from './report-error.ts';
import { ourName } from '../follow/our-name.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * What Ctrl-C does. Before the run began: gives up. Once: asks the run to shut down, and counts the time that its agents
 * have. Twice: leaves at once, whatever still runs.
 */
export function interruptible(
  orchestrator: Orchestrator,
  starting: AbortController,
  { json = false }: { json?: boolean } = {},
): { began(workflowId: string, view: FollowView): void; ended(): void } {
  let run: { workflowId: string; view: FollowView } | undefined;
  let asked = false;
  const onSignal = () => {
    if (!run || asked) {
      starting.abort();
      if (run)
        process.stderr.write(`\nLeft. The run goes on where it can: \`${ourName()} status ${run.workflowId}\`.\n`);
      if (json && run) printJson({ workflow_id: run.workflowId, status: 'running' });
      else if (json) printInterrupted();
      process.exit(EXIT.interrupted);
    }
    asked = true;
    const until = Date.now() + DEFAULT_GRACE;
    run.view.banner(
      () =>
        `Shutting down: agents have ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s to stop. Ctrl-C again leaves at once.`,
    );
    orchestrator
      .shutdown()
      .catch((error: Error) => run?.view.note(`the run could not be asked to stop: ${error.message}`));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    began: (workflowId, view) => (run = { workflowId, view }),
    ended: () => SIGNALS.forEach((signal) => process.off(signal, onSignal)),
  };
}
