import getPort, { portNumbers } from 'get-port';
import { readServerRecord } from '../dev-server/server-record.ts';
import { startCodecServer, type CodecServer } from './codec-server.ts';
import type { EncryptionKey } from './encryption-key.ts';

/** The codec server beside an embedded server, whose Web UI is told where it is when that server starts. */
export interface EmbeddedCodec {
  readonly url: string;
  /** Lets this Web UI ask. Its address is known only when its server runs. */
  allow(uiUrl: string): void;
  /** False for a server that runs already, and was started without keys. */
  isAsked(): boolean;
  close(): Promise<void>;
}

const FIRST_PORT = 8081;

/**
 * Starts it where the Web UI of the running server asks, unless another process does so already; else on a port of its own,
 * for the server that is to be started.
 */
export async function openEmbeddedCodec(folder: string, keys: readonly EncryptionKey[]): Promise<EmbeddedCodec> {
  const origins: string[] = [];
  const listen = (port: number) => startCodecServer({ keys, host: '127.0.0.1', port, allowedOrigins: () => origins });
  const known = readServerRecord(folder)?.codecEndpoint;
  const server: CodecServer = known
    ? await listen(Number(new URL(known).port)).catch(() => ({ url: known, close: async () => {} }))
    : await listen(await getPort({ port: portNumbers(FIRST_PORT, FIRST_PORT + 99), host: '127.0.0.1' }));
  return {
    url: server.url,
    allow(uiUrl) {
      const { origin, port } = new URL(uiUrl);
      origins.push(origin, `http://localhost:${port}`);
    },
    isAsked: () => readServerRecord(folder)?.codecEndpoint === server.url,
    close: () => server.close(),
  };
}
