import path from 'node:path';
import { DevServerError } from './dev-server-error.ts';
import { findTemporal } from './find-temporal.ts';
import { holdServer } from './hold-server.ts';
import { NAMESPACE } from './namespace-api.ts';
import { makeFolder } from './prepare-folder.ts';
import { reachServer } from './reach-server.ts';

export { DevServerError };

export interface DevServer {
  /** `127.0.0.1:7233`. It stays the same for as long as the server is held, also over a crash of the server. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
  readonly logFile: string;
  /** It was already running, for another process. */
  readonly joined: boolean;
  /** Settles if the server is lost for good while we hold it; never after `close`. */
  readonly lost: Promise<DevServerError>;
  /** Settles at once if others use the server too, else when it has ended. Idempotent. */
  close(): Promise<void>;
}

export interface DevServerOptions {
  /** The project's `.orchestrator` folder: its database, its log, who serves it. Made if it is not there. */
  readonly folder: string;
  /** The port to prefer, with the Web UI's 1000 above it as with Temporal's own CLI; the next free ones if they are taken. */
  readonly port?: number | undefined;
  /** Where the Web UI asks for payloads to be decrypted, if the server is started for this. */
  readonly codecEndpoint?: string | undefined;
  /** A `temporal` program to use instead of looking for one. */
  readonly binary?: string | undefined;
  /** One line at a time: a download, a build, a server that ended and is started again. */
  readonly onProgress?: (line: string) => void;
  /** Ends the wait for the server. Once it is open, `close` ends it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the embedded Temporal server of a project: starts it, or joins the one that another process has started there. It
 * ends when the last process that uses it has closed it, or has ended, however that happened.
 *
 * Throws a `DevServerError` if there can be no server, and the signal's reason if that ended the wait.
 */
export async function openDevServer(options: DevServerOptions): Promise<DevServer> {
  const { port = 7233, binary, codecEndpoint, onProgress = () => {}, signal } = options;
  const folder = makeFolder(path.resolve(options.folder));
  const findBinary = (during?: AbortSignal) => binary ?? findTemporal({ onProgress, signal: during });
  const reach = (during?: AbortSignal) =>
    reachServer({
      folder,
      ports: { server: port, ui: Math.min(port + 1000, 65_535) },
      codecEndpoint,
      findBinary: async () => findBinary(during),
      onProgress,
      signal: during,
    });
  const { lease, joined } = await reach(signal);
  const held = holdServer({ folder, lease, reach, onProgress });
  return {
    address: lease.address,
    namespace: NAMESPACE,
    get uiUrl() {
      return held.lease().uiUrl;
    },
    logFile: path.join(folder, 'temporal.log'),
    joined,
    lost: held.lost,
    close: held.close,
  };
}
