import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isOutOfReach } from '../connection/outlast-outage.ts';
import { waitForResult } from '../runs/run-outcome.ts';
import { whyUnserved, type Unserved } from '../runs/why-unserved.ts';
import { endedStatus, runStatus, type RunStatusDocument } from '../runs/run-status.ts';
import { onlyWaits } from './waiting-phases.ts';
import { workerCommand } from '../runs/worker-command.ts';
import type { RunResult } from '../workflows/run-result.ts';

/** Shows a run while it goes on. */
export interface FollowView {
  show(status: RunStatusDocument): void;
  /** Something that is not in the status: no worker, a lost connection. */
  note(text: string): void;
  /** Stays in view from here on; what it says may change. */
  banner(text: () => string): void;
  close(): void;
}

export interface FollowOptions {
  readonly workflowId: string;
  readonly taskQueue: string;
  /** Of the server, to be named where it does not answer. */
  readonly address: string;
  /** Where agents of this run are sent that need a Python worker, if there are any and it is elsewhere. */
  readonly pythonTaskQueue?: string | undefined;
  readonly view: FollowView;
  /** Also stop where the run waits only for an approval: what it has come to by then is given, with the status `running`. */
  readonly noWait?: boolean;
  /** No longer follows the run, which goes on: rejects with the signal's reason. */
  readonly leave?: AbortSignal | undefined;
}

const PAUSE = 200;
/** After a question that took long the next one comes later, so that following a big run stays cheap. */
const PAUSE_PER_WAIT = 4;
const LONGEST_PAUSE = 2_000;
const NO_WORKER_AFTER = 2_000;
/** A status that takes longer than this may be large, or the server has gone. */
const SLOW_AFTER = 2_500;
/** What a server needs to say that it is there. */
const SIGN_OF_LIFE = 1_500;

/** Follows a run to its end and gives its result. Adds nothing to the run's history. */
export async function follow(client: Client, options: FollowOptions): Promise<RunResult> {
  const { workflowId, view } = options;
  const ended = new AbortController();
  const watched = watch(client, options, ended.signal);
  const warned = warnOfNoWorker(client, options, ended.signal);
  try {
    const waits = watched.then((status) => status ?? new Promise<never>(() => {}));
    const result = await Promise.race([waitForResult(client, workflowId), waits, leaving(options.leave)]);
    ended.abort();
    await Promise.all([watched, warned]);
    if (result.status !== 'running') view.show(endedStatus(result));
    return result;
  } finally {
    ended.abort();
    view.close();
  }
}

function leaving(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason as Error);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Shows the run again and again, until it has ended. Gives the status at which it only waits, if that is asked for. */
async function watch(
  client: Client,
  { workflowId, address, view, noWait }: FollowOptions,
  ended: AbortSignal,
): Promise<RunStatusDocument | undefined> {
  const lost = `Temporal does not answer at ${address}; the run is followed again when it does`;
  while (!ended.aborted) {
    const asked = performance.now();
    const slow = setTimeout(async () => {
      if (!(await isThere(client)) && !ended.aborted) view.note(lost);
    }, SLOW_AFTER);
    try {
      const status = await runStatus(client, workflowId);
      if (!ended.aborted) view.show(status);
      if (noWait && onlyWaits(status)) return status;
    } catch (error) {
      if (!ended.aborted) view.note(isOutOfReach(error) ? lost : (error as Error).message);
    } finally {
      clearTimeout(slow);
    }
    const pause = Math.max(PAUSE, (performance.now() - asked) * PAUSE_PER_WAIT);
    await sleep(Math.min(pause, LONGEST_PAUSE), ended);
  }
  return undefined;
}

const isThere = (client: Client): Promise<boolean> =>
  client
    .withDeadline(Date.now() + SIGN_OF_LIFE, () => client.workflowService.getSystemInfo({}))
    .then(
      () => true,
      () => false,
    );

async function warnOfNoWorker(
  client: Client,
  { view, taskQueue, pythonTaskQueue }: FollowOptions,
  ended: AbortSignal,
): Promise<void> {
  await sleep(NO_WORKER_AFTER, ended);
  const unserved = async (queue: string, what: 'runs' | 'agents') => {
    const why = ended.aborted ? undefined : await whyUnserved(client, queue, what).catch(() => undefined);
    return ended.aborted ? undefined : why;
  };
  const note = (why: Unserved, queue: string, consequence: string, ...options: string[]) => {
    const problem = why.problem ?? `no worker polls the task queue "${queue}"`;
    const remedy = why.remedy ?? `start one with \`${workerCommand(taskQueue, ...options)}\``;
    view.note(`${problem}, so ${consequence}; ${remedy}`);
  };
  const runs = await unserved(taskQueue, 'runs');
  if (runs) return note(runs, taskQueue, 'nothing runs yet');
  const python = pythonTaskQueue === undefined ? undefined : await unserved(pythonTaskQueue, 'agents');
  if (python) note(python, pythonTaskQueue!, 'Python agents wait', '--python');
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, { signal }).catch(() => {});
