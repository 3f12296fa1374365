import { join } from 'node:path';
import { isLocal, type Target } from '../connection/target.ts';
import { payloadStoreVariable, s3Endpoint, STATE_FOLDER } from '../environment.ts';
import { openPayloadStorage, type PayloadStorage } from './payload-storage.ts';
import { parseStoreAddress, type StoreAddress } from './store-address.ts';

export interface StoreWishes {
  readonly root: string;
  /** As it was written for this command. */
  readonly payloadStore?: string;
}

/**
 * What was said to this command, else in the environment; else a folder of the project, if Temporal runs on this machine.
 * Elsewhere the workers may be on other machines too, which would not find the files.
 */
export function chooseStore(
  target: Target,
  { root, payloadStore = payloadStoreVariable() }: StoreWishes,
): PayloadStorage {
  const endpoint = s3Endpoint();
  return openPayloadStorage(payloadStore === undefined ? defaultStore(target, root) : parseStoreAddress(payloadStore), {
    namespace: target.namespace,
    ...(endpoint === undefined ? {} : { s3Endpoint: endpoint }),
  });
}

const defaultStore = (target: Target, root: string): StoreAddress =>
  isLocal(target) ? { kind: 'file', folder: join(root, STATE_FOLDER, 'payloads') } : { kind: 'none' };
