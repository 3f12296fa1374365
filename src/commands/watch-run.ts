import { drawsInPlace, environment } from '../environment.ts';
import { chooseView } from '../follow/choose-view.ts';
import { follow } from '../follow/follow.ts';
import { ourName } from '../our-name.ts';
import { styleOf } from '../follow/style.ts';
import { describeRun } from '../runs/find-run.ts';
import { runInputOf } from '../runs/run-input-of.ts';
import type { Session } from '../session.ts';
import { detachKey } from './detach-key.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './report-error.ts';
import { showResult } from './show-result.ts';
import type { WatchFlags } from './watch.ts';

/** `orchestrator watch`: shows a run until it ends, and gives the exit code that fits it. To look is not to act: Ctrl-C, and the key `d`, leave the run alone. */
export async function watchRun(session: Session, workflowId: string, flags: WatchFlags): Promise<number> {
  const { json, progress, wait } = flags;
  const { definition } = await runInputOf(session.client, workflowId);
  // The run's own: that of this command was to find the run.
  const { taskQueue } = await describeRun(session.client, workflowId);
  const key = detachKey(progress);
  const view = chooseView(progress, {
    style: styleOf(process.stderr, environment),
    definition,
    drawsInPlace: drawsInPlace(),
    hint: key.hint,
  });
  const sayLeft = () =>
    process.stderr.write(`\nLeft. The run goes on: \`${ourName()} watch ${workflowId}\` comes back to it.\n`);
  const printLeft = () => void (json && printJson({ workflow_id: workflowId, status: 'running' }));
  const leave = () => {
    view.close();
    sayLeft();
    printLeft();
    process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', leave);
  key.listen();
  try {
    const result = await follow(session.client, {
      workflowId,
      taskQueue,
      address: session.target.address,
      view,
      noWait: !wait,
      leave: key.pressed,
    });
    return await showResult(result, session, flags);
  } catch (error) {
    if (error !== key.pressed.reason) throw error;
    sayLeft();
    printLeft();
    return EXIT.success;
  } finally {
    key.stop();
    process.off('SIGINT', leave);
  }
}
