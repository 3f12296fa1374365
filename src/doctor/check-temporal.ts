import type { Client } from '@temporalio/client';
import { connect, ConnectionError } from '../connection/connect.ts';
import { guessNote, type Target } from '../connection/target.ts';
import { openPayloadStorage } from '../storage/payload-storage.ts';
import { checkClock } from './check-clock.ts';
import { checkWorkers } from './check-workers.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

/** So that there is time left to ask a server that takes long to answer. */
const CONNECT_TIMEOUT = 3_000;

export interface TemporalOptions {
  readonly target: Target;
  /** By Temporal's own conventions: then the embedded server is not an answer. */
  readonly isConfigured: boolean;
  readonly taskQueue: string;
  /** Whether agents in Python are to be expected. */
  readonly python: boolean;
}

/** The server and its namespace and, where these are there, the workers and the clock. */
export async function checkTemporal(options: TemporalOptions): Promise<Finding[]> {
  const { target, isConfigured } = options;
  const { address, namespace } = target;
  let client: Client;
  try {
    client = await connect(target, openPayloadStorage({ kind: 'none' }, { namespace }), { timeout: CONNECT_TIMEOUT });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const [what = '', remedy = ''] = error.message.split(/\n\s*/);
    // Where none is named, a run brings one along.
    return [isConfigured ? fail('temporal', what, remedy) : warn('temporal', what, remedy)];
  }
  try {
    const { serverVersion } = await client.workflowService.getSystemInfo({});
    const server = serverFinding(target, `server ${serverVersion} at ${address}, namespace "${namespace}"`);
    const [workers, time] = await Promise.all([checkWorkers(client, options), clock(client)]);
    return [server, ...workers, ...time];
  } finally {
    await client.connection.close();
  }
}

function serverFinding(target: Target, what: string): Finding {
  const note = guessNote(target);
  if (note === undefined) return ok('temporal', what);
  const remedy = `It may be another project's. Name it, TEMPORAL_ADDRESS=${target.address}, or start this folder's own: \`orchestrator dev\`.`;
  return warn('temporal', `${what}; ${note}`, remedy);
}

/** Who may do little on a server may not poll there either: that is no fault of the set-up. */
async function clock(client: Client): Promise<Finding[]> {
  try {
    return await checkClock(client);
  } catch (error) {
    const message = `the server does not let its time be seen: ${(error as Error).message}`;
    return [warn('clock', message, 'Compare `date -u` on this machine and on the server.')];
  }
}
