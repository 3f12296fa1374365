import { StorageDriverClaim, type StorageDriver } from '@temporalio/common/lib/converter/extstore.js';
import { PayloadError } from './payload-error.ts';
import type { PayloadStorage } from './payload-storage.ts';
import { decodePayload, encodePayload } from './stored-payload.ts';

/**
 * Stores for a worker in another language, so that each store is written once. Payloads are Temporal's encoding, in base64.
 */
export async function storeRelayed(
  storage: PayloadStorage,
  driver: string,
  payloads: readonly string[],
): Promise<Readonly<Record<string, string>>[]> {
  const decoded = payloads.map((text) => decodePayload(Buffer.from(text, 'base64')));
  const claims = await driverOf(storage, driver).store({}, decoded);
  return claims.map(({ claimData }) => claimData);
}

export async function retrieveRelayed(
  storage: PayloadStorage,
  driver: string,
  claims: readonly Readonly<Record<string, string>>[],
): Promise<string[]> {
  const payloads = await driverOf(storage, driver).retrieve(
    {},
    claims.map((claim) => new StorageDriverClaim(claim)),
  );
  return payloads.map((payload) => Buffer.from(encodePayload(payload)).toString('base64'));
}

function driverOf({ dataConverter }: PayloadStorage, name: string): StorageDriver {
  const driver = dataConverter.externalStorage?.getDriver(name);
  if (driver) return driver;
  throw new PayloadError('PayloadMissing', `there is no payload store of the kind "${name}"`);
}
