import { Client, Connection } from '@temporalio/client';
import type { PayloadStorage } from '../storage/payload-storage.ts';
import type { Target } from './target.ts';

const CONNECT_TIMEOUT = 4_000;

/** Temporal cannot be reached, or does not know the namespace. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** A client for the server, or a `ConnectionError` within five seconds that says what to try. */
export async function connect(
  target: Target,
  { dataConverter }: PayloadStorage,
  { timeout = CONNECT_TIMEOUT }: { timeout?: number } = {},
): Promise<Client> {
  let connection: Connection;
  try {
    connection = await Connection.connect({
      ...target.options,
      address: target.address,
      connectTimeout: timeout,
    });
  } catch (error) {
    throw new ConnectionError(
      `Temporal cannot be reached at ${target.address}: ${reasonOf(error)}\n` +
        '  Start the embedded server with `orchestrator dev`, run with `--dev`, or set TEMPORAL_ADDRESS to a server that runs.',
      { cause: error },
    );
  }
  return new Client({ connection, namespace: target.namespace, dataConverter });
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const text = cause instanceof Error ? cause.message : message;
  return /deadline/i.test(text) ? 'nothing answers there' : text;
}
