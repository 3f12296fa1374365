import net from 'node:net';
import { DevServerError } from './dev-server-error.ts';
import { onMessages } from './keeper-message.ts';

export interface Lease {
  readonly address: string;
  readonly uiUrl: string;
  /** Settles when the lease is over without a `release`: with the keeper's last word, or without one if it just died. */
  readonly broken: Promise<DevServerError | undefined>;
  /** Settles at once if others use the server too, else when it has ended. */
  release(): Promise<void>;
}

/** A server that will not end is killed after 10 s by its keeper; this is for a keeper that hangs. */
const RELEASE_MS = 15_000;

/** Connects to a keeper. Undefined if nobody listens there. */
export function connectKeeper(socket: string): Promise<net.Socket | undefined> {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    connection.once('error', () => resolve(undefined)).once('connect', () => resolve(connection));
  });
}

/**
 * Waits until the keeper's server is ready. Undefined if the keeper ended meanwhile: it was on its way out when we came.
 * Throws what the keeper says if it cannot have a server.
 */
export async function takeLease(
  connection: net.Socket,
  options: { onProgress: (line: string) => void; signal?: AbortSignal | undefined },
): Promise<Lease | undefined> {
  let fault: DevServerError | undefined;
  let ready: { address: string; uiUrl: string } | undefined;
  const abort = () => connection.destroy();
  options.signal?.addEventListener('abort', abort);
  connection.on('error', () => {}); // 'close' follows
  const closed = new Promise<void>((resolve) => {
    if (connection.closed) resolve();
    else connection.once('close', () => resolve());
  });
  await new Promise<void>((resolve) => {
    onMessages(connection, (message) => {
      if (message.kind === 'progress') options.onProgress(message.line);
      else if (message.kind === 'failed') fault = new DevServerError(message.fault);
      else if (message.kind === 'ready') {
        if (ready) options.onProgress('the Temporal server is up again');
        ready = message;
        resolve();
      }
    });
    void closed.then(resolve);
    if (options.signal?.aborted) abort();
  });
  options.signal?.removeEventListener('abort', abort);
  options.signal?.throwIfAborted();
  if (!ready) {
    if (fault) throw fault;
    return undefined;
  }
  return {
    ...ready,
    broken: closed.then(() => fault),
    async release() {
      const timer = setTimeout(() => connection.destroy(), RELEASE_MS);
      connection.end();
      await closed;
      clearTimeout(timer);
    },
  };
}
