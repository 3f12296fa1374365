import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';
import { ok, warn, type Finding } from './finding.ts';

/** Nobody is ever sent anything from it. */
const TASK_QUEUE = 'orchestrator-doctor';
const POLL_DEADLINE = 10_000;
const PATIENCE = 1_500;
const ASK_EVERY = 100;
const TOLERATED = 5_000;

/**
 * The server has no question for its time, but it says when somebody has last polled a task queue: so this polls one that nothing
 * is ever put into, and asks who has.
 */
export async function checkClock(client: Client): Promise<Finding[]> {
  const skew = await measureSkew(client);
  if (skew === undefined) return [];
  const seconds = (Math.abs(skew) / 1000).toFixed(1);
  return Math.abs(skew) <= TOLERATED
    ? [ok('clock', `within ${Math.max(1, Math.ceil(Math.abs(skew) / 1000))} s of the server's`)]
    : [
        warn(
          'clock',
          `this machine's clock is ${seconds} s ${skew > 0 ? 'behind' : 'ahead of'} the server's`,
          'Have both set their time by NTP: times of runs, and what is swept by age, go by these clocks.',
        ),
      ];
}

/** By how many milliseconds the server is ahead; undefined if it does not say. */
export async function measureSkew(client: Client): Promise<number | undefined> {
  const { namespace } = client.options;
  const { workflowService: service, connection } = client;
  const identity = `doctor-${randomUUID()}`;
  const taskQueue = { name: TASK_QUEUE };
  const began = Date.now();
  const enough = new AbortController();
  const poll = connection
    // The server refuses a poll that has no time to wait.
    .withDeadline(began + POLL_DEADLINE, async () =>
      connection.withAbortSignal(enough.signal, async () =>
        service.pollWorkflowTaskQueue({ namespace, taskQueue, identity }),
      ),
    )
    .catch(() => undefined);
  try {
    while (Date.now() < began + PATIENCE) {
      await delay(ASK_EVERY);
      const { pollers } = await service.describeTaskQueue({ namespace, taskQueue, taskQueueType: 1 });
      const own = pollers?.find((poller) => poller.identity === identity)?.lastAccessTime;
      if (own) return requiredTsToMs(own, 'lastAccessTime') - began;
    }
    return undefined;
  } finally {
    enough.abort();
    await poll;
  }
}
