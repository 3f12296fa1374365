import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { ConnectionError } from './connection-error.ts';
import { findObstacle } from './find-obstacle.ts';
import { NO_ANSWER, type Obstacle } from './obstacle.ts';
import { refuseOpenKey } from './plain-text.ts';
import { refusalOf } from './refusal.ts';
import type { Target } from './target.ts';

export { ConnectionError };

const CONNECT_TIMEOUT = 3_000;
/** Nobody looks for an obstacle where there is a connection by then. */
const LOOK_AFTER = 200;

/** A client for the server, or a `ConnectionError` within five seconds that says what is wrong and what to try. */
export async function connect(
  target: Target,
  { dataConverter }: { readonly dataConverter: DataConverter },
  { timeout = CONNECT_TIMEOUT }: { timeout?: number } = {},
): Promise<Client> {
  refuseOpenKey(target);
  const deadline = Date.now() + timeout;
  const connection = await open(target, timeout);
  const { namespace } = target;
  try {
    await connection.withDeadline(Math.max(deadline, Date.now() + 1_000), () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    await connection.close();
    throw refusalOf(error, target) ?? unreachable(target, NO_ANSWER, error);
  }
  return new Client({ connection, namespace, dataConverter });
}

async function open(target: Target, timeout: number): Promise<Connection> {
  const opened = new AbortController();
  const opening = Connection.connect({ ...target.options, address: target.address, connectTimeout: timeout });
  const obstacle = delay(LOOK_AFTER, undefined, { signal: opened.signal })
    .then(() => findObstacle(target))
    .catch(() => undefined);
  // What does not pass by itself is not waited for.
  const lasting = obstacle.then((found) => (found?.lasting ? found : new Promise<never>(() => {})));
  try {
    const first = await Promise.race([opening, lasting]);
    if (first instanceof Connection) return first;
    void opening.then(
      (late) => late.close(),
      () => {},
    );
    throw unreachable(target, first);
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    throw refusalOf(error, target) ?? unreachable(target, (await obstacle) ?? NO_ANSWER, error);
  } finally {
    opened.abort();
  }
}

const unreachable = ({ address }: Target, { what, remedy, lasting }: Obstacle, cause?: unknown): ConnectionError =>
  new ConnectionError(`Temporal cannot be reached at ${address}: ${what}\n  ${remedy}`, { lasting, cause });
