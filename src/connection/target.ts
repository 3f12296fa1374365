import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { readServerRecord } from '../dev-server/server-record.ts';
import { ConnectionError } from './connection-error.ts';

/** A Temporal server to talk to. */
export interface Target {
  readonly address: string;
  readonly namespace: string;
  /** Nobody has named it: it is at the usual address, where another project's server may be. */
  readonly isGuess?: true;
  /** Of its Web UI, where it is known. */
  readonly uiUrl?: string;
  /** TLS, API key and the like. */
  readonly options: Omit<ClientConnectConfig['connectionOptions'], 'address'>;
}

/** Whether the server runs on this machine, so that its clients and workers probably share the file system. */
export const isLocal = ({ address }: Pick<Target, 'address'>): boolean => /^(127\.|localhost:|\[::1\])/.test(address);

/** The server that Temporal's own conventions name (`TEMPORAL_ADDRESS`, a profile, temporal.toml), if they name one. */
export function configuredTarget(): Target | undefined {
  const { connectionOptions, namespace } = loadSettings();
  const { address, ...options } = connectionOptions;
  return address === undefined ? undefined : { address, namespace: namespace ?? 'default', options };
}

/** @throws ConnectionError for a profile that there is not, a file of it that cannot be read, and the like */
function loadSettings(): ClientConnectConfig {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    throw new ConnectionError(
      `the settings for Temporal cannot be used: ${error instanceof Error ? error.message : String(error)}\n` +
        '  They are in the variables TEMPORAL_* and in the file that TEMPORAL_CONFIG_FILE names, or temporal.toml.',
      { lasting: true, cause: error },
    );
  }
}

/** The configured server; else this project's embedded one, if it runs; else the usual address. */
export function findTarget(stateFolder: string): Target {
  return configuredTarget() ?? embeddedTarget(stateFolder) ?? USUAL;
}

const USUAL: Target = { address: '127.0.0.1:7233', namespace: 'default', options: {}, isGuess: true };

/** Why a server is asked that nobody has named: what it knows may be another project's. */
export const guessNote = ({ address, isGuess }: Target): string | undefined =>
  isGuess
    ? `no Temporal server is configured, and this folder's embedded one does not run: the one at ${address} is asked`
    : undefined;

function embeddedTarget(stateFolder: string): Target | undefined {
  const { address, uiUrl, keeperPid } = readServerRecord(stateFolder) ?? {};
  if (address === undefined || keeperPid === undefined || !isAlive(keeperPid)) return undefined;
  return { address, namespace: 'default', ...(uiUrl === undefined ? {} : { uiUrl }), options: {} };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
