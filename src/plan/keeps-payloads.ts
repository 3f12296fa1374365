import { join } from 'node:path';
import { findTarget, isLocal } from '../connection/target.ts';
import { payloadStoreVariable, STATE_FOLDER } from '../environment.ts';
import { parseStoreAddress } from '../storage/store-address.ts';

/** Whether a run would have its large payloads kept elsewhere: as was said, else in a folder of the project if Temporal runs on this machine. */
export function keepsPayloads(payloadStore: string | undefined, root: string): boolean {
  const written = payloadStore ?? payloadStoreVariable();
  return written === undefined
    ? isLocal(findTarget(join(root, STATE_FOLDER)))
    : parseStoreAddress(written).kind !== 'none';
}
