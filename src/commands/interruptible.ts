import { setTimeout as delay } from 'node:timers/promises';
import type { FollowView } from '../follow/follow.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { DEFAULT_GRACE } from '../runs/shutdown-run.ts';
import { EXIT } from './exit-code.ts';
import { ourName } from '../our-name.ts';
import { printInterrupted, printJson } from './report-error.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A run that is followed, and that may be asked to end. */
export interface InterruptibleRun {
  readonly workflowId: string;
  readonly view: FollowView;
  /** Whether there is somebody who can end it. */
  readonly hasWorker: () => Promise<boolean>;
}

/**
 * What Ctrl-C does. Before the run began: gives up. Once: asks the run to shut down, and counts the time that its agents
 * have; where no worker is there to end it, nobody waits for longer. Twice: leaves at once, whatever still runs.
 */
export function interruptible(
  orchestrator: Orchestrator,
  starting: AbortController,
  { json = false }: { json?: boolean } = {},
): { began(run: InterruptibleRun): void; ended(): void } {
  let run: InterruptibleRun | undefined;
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
    run.view.banner(() => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      const what = seconds > 0 ? `agents have ${seconds} s to stop` : 'agents had their 30 s, what is last goes on';
      return `Shutting down: ${what}. Ctrl-C again leaves at once.`;
    });
    void leaveUnserved(run, { grace: DEFAULT_GRACE, json });
    orchestrator
      .shutdown()
      .catch((error: Error) => run?.view.note(`the run could not be asked to stop: ${error.message}`));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    began: (started) => (run = started),
    ended: () => SIGNALS.forEach((signal) => process.off(signal, onSignal)),
  };
}

/** Ends the process when the time is over and no worker has come; a run that is served ends by itself. */
async function leaveUnserved(
  { workflowId, hasWorker }: InterruptibleRun,
  { grace, json }: { readonly grace: number; readonly json: boolean },
): Promise<void> {
  for (;;) {
    await delay(grace, undefined, { ref: false });
    if (await hasWorker().catch(() => true)) continue;
    process.stderr.write(
      `\nLeft: no worker is there. The run ends as soon as one takes it up: \`${ourName()} status ${workflowId}\`.\n`,
    );
    if (json) printJson({ workflow_id: workflowId, status: 'running' });
    process.exit(EXIT.interrupted);
  }
}
