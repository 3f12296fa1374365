import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isLocal, type Target } from '../connection/target.ts';
import { payloadStoreVariable, s3Endpoint, STATE_FOLDER } from '../environment.ts';
import { openPayloadStorage } from '../storage/payload-storage.ts';
import { retrieveRelayed, storeRelayed } from '../storage/relay-payloads.ts';
import { formatStoreAddress, parseStoreAddress, type StoreAddress } from '../storage/store-address.ts';
import { fail, ok, type Finding } from './finding.ts';

/** As `chooseStore` chooses it. A folder is looked at, a bucket is written to and read from: there is no other way to tell. */
export async function checkPayloadStore(
  target: Target,
  {
    root,
    payloadStore = payloadStoreVariable(),
  }: { readonly root: string; readonly payloadStore?: string | undefined },
): Promise<Finding[]> {
  const address = payloadStore === undefined ? defaultStore(target, root) : parseStoreAddress(payloadStore);
  switch (address.kind) {
    case 'none':
      return [ok('payload store', 'none: what agents return, and what a run is started with, may be 2 MB')];
    case 'file':
      return [checkFolder(address.folder)];
    case 's3':
      return [await checkBucket(address, target)];
  }
}

const defaultStore = (target: Target, root: string): StoreAddress =>
  isLocal(target) ? { kind: 'file', folder: join(root, STATE_FOLDER, 'payloads') } : { kind: 'none' };

/** A folder that is not there yet is made in the nearest one that is. */
function checkFolder(folder: string): Finding {
  let existing = folder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok('payload store', `file:${folder}`);
  } catch (error) {
    return fail(
      'payload store',
      `file:${folder} cannot be read and written: ${(error as Error).message}`,
      'Make the folder writable for this user, or name another store with --payload-store.',
    );
  }
}

async function checkBucket(address: StoreAddress, { namespace }: Target): Promise<Finding> {
  const endpoint = s3Endpoint();
  const storage = openPayloadStorage(address, {
    namespace,
    ...(endpoint === undefined ? {} : { s3Endpoint: endpoint }),
  });
  const name = formatStoreAddress(address);
  try {
    const driver = storage.driver ?? '';
    const claims = await storeRelayed(storage, driver, [PROBE]);
    const [back] = await retrieveRelayed(storage, driver, claims);
    if (back === PROBE) return ok('payload store', name);
    return fail(
      'payload store',
      `${name} gives back something else than was kept in it`,
      'Look at what else writes there.',
    );
  } catch (error) {
    return fail(
      'payload store',
      `${name}: ${(error as Error).message}`,
      'Clients and workers need to read and write it.',
    );
  }
}

/** A payload whose data is "doctor". */
const PROBE = Buffer.from([0x12, 6, ...Buffer.from('doctor')]).toString('base64');
