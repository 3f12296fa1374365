import type { Target } from '../connection/target.ts';
import type { WorkerVersion } from '../deployments/worker-version.ts';
import type { PayloadStorage } from '../storage/payload-storage.ts';

export interface WorkerSettings {
  readonly target: Target;
  readonly taskQueue: string;
  readonly version?: WorkerVersion | undefined;
  readonly root: string;
  readonly maxAgents: number;
  readonly payloads: Pick<PayloadStorage, 'drivers' | 'driver' | 'outputLimit'>;
  /** The keys stay here: the Python worker asks this process to encrypt and to decrypt. */
  readonly encrypts: boolean;
  /** It is to tell of each attempt that begins, and gets its trace context. */
  readonly traces: boolean;
}

/** The first line that the Python worker is told, on its stdin: keys must not stand among a process's arguments. */
export function writeSettings(worker: WorkerSettings): string {
  const { target, taskQueue, version, root, maxAgents, payloads, encrypts, traces } = worker;
  const { apiKey, metadata, tls } = target.options;
  const settings = {
    address: target.address,
    namespace: target.namespace,
    taskQueue,
    // How runs behave is for those who decide for them; here are agents alone.
    deployment: version?.deployment,
    buildId: version?.buildId,
    root,
    maxAgents,
    payloadDrivers: payloads.drivers,
    payloadDriver: payloads.driver,
    outputLimit: payloads.outputLimit,
    encrypts,
    traces,
    apiKey,
    metadata,
    tls,
  };
  return JSON.stringify(settings, withBytes);
}

/** Bytes are written as `{"base64": …}`. A Buffer comes here as what its `toJSON` gives, so the holder is looked at. */
function withBytes(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const raw = this[key];
  return raw instanceof Uint8Array ? { base64: Buffer.from(raw).toString('base64') } : value;
}
