import type { Client } from '@temporalio/client';
import { connect, ConnectionError } from '../connection/connect.ts';
import type { Target } from '../connection/target.ts';
import { openPayloadStorage } from '../storage/payload-storage.ts';
import { checkClock } from './check-clock.ts';
import { checkWorkers } from './check-workers.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

/** So that there is time left to ask a server that takes long to answer. */
const CONNECT_TIMEOUT = 3_000;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;

export interface TemporalOptions {
  readonly target: Target;
  /** By Temporal's own conventions: then the embedded server is not an answer. */
  readonly isConfigured: boolean;
  readonly taskQueue: string;
  /** Whether agents in Python are to be expected. */
  readonly python: boolean;
}

/** The server, its namespace and, where these are there, the workers and the clock. */
export async function checkTemporal(options: TemporalOptions): Promise<Finding[]> {
  const { target, isConfigured } = options;
  const { address, namespace } = target;
  let client: Client;
  try {
    client = await connect(target, openPayloadStorage({ kind: 'none' }, { namespace }), { timeout: CONNECT_TIMEOUT });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const message = error.message.split('\n')[0]!;
    return [
      isConfigured
        ? fail(
            'temporal',
            message,
            'Start that server, or mend TEMPORAL_ADDRESS, TEMPORAL_TLS_*, TEMPORAL_API_KEY or temporal.toml.',
          )
        : warn(
            'temporal',
            message,
            '`orchestrator dev`, or `orchestrator run --dev`, starts a server; or set TEMPORAL_ADDRESS.',
          ),
    ];
  }
  try {
    const server = await checkServer(client, address);
    if (server.level !== 'ok') return [server];
    const known = await checkNamespace(client, namespace);
    if (known.level !== 'ok') return [server, known];
    const [workers, clock] = await Promise.all([checkWorkers(client, options), checkClock(client)]);
    return [server, known, ...workers, ...clock];
  } finally {
    await client.connection.close();
  }
}

async function checkServer(client: Client, address: string): Promise<Finding> {
  try {
    const { serverVersion } = await client.workflowService.getSystemInfo({});
    return ok('temporal', `server ${serverVersion} at ${address}`);
  } catch (error) {
    // The SDK takes a server that does not know the question for an old one.
    const { details, message } = error as { details?: string; message: string };
    return fail(
      'temporal',
      `what answers at ${address} is no Temporal server: ${details ?? message}`,
      'Look at TEMPORAL_ADDRESS, and at what stands between.',
    );
  }
}

async function checkNamespace(client: Client, namespace: string): Promise<Finding> {
  try {
    await client.workflowService.describeNamespace({ namespace });
    return ok('namespace', `"${namespace}"`);
  } catch (error) {
    const { code, details } = error as { code?: number; details?: string };
    if (code === NOT_FOUND)
      return fail(
        'namespace',
        `there is no namespace "${namespace}" on this server`,
        `\`temporal operator namespace create --namespace ${namespace}\` makes it; TEMPORAL_NAMESPACE names another one.`,
      );
    const remedy =
      code === PERMISSION_DENIED
        ? 'Look at TEMPORAL_API_KEY, or at the certificate.'
        : 'Look at the log of the server.';
    return fail('namespace', `"${namespace}" cannot be asked for: ${details ?? (error as Error).message}`, remedy);
  }
}
