import type { DataConverter } from '@temporalio/common';
import { ExternalStorage, type StorageDriver } from '@temporalio/common/lib/converter/extstore.js';
import type { Client } from '@temporalio/client';
import { createAbsentDriver } from './absent-driver.ts';
import { createFileDriver, FILE_DRIVER, namespaceFolder } from './file-driver.ts';
import { createS3LogStore, type LogStore } from './log-store.ts';
import type { S3Options } from './s3-client.ts';
import { createS3Driver, S3_DRIVER } from './s3-driver.ts';
import { formatStoreAddress, type StoreAddress } from './store-address.ts';
import { sweepFiles } from './sweep-files.ts';
import { sweepHorizon } from './sweep-horizon.ts';

const DRIVERS = [FILE_DRIVER, S3_DRIVER];

/** Payloads that are larger stand outside of the history. */
const THRESHOLD = 256 * 1024;
/** Bytes of JSON that an agent may return where there is a store: it is in memory several times over on its way. */
const STORED_OUTPUT_LIMIT = 64_000_000;

/**
 * Large payloads outside of the history, with the SDK's `externalStorage`. That is experimental: this folder alone knows it.
 * Clients and workers must have the same store.
 */
export interface PayloadStorage {
  /** Of all drivers, those of stores that this process does not have too. */
  readonly drivers: readonly string[];
  /** The driver that keeps payloads, if there is one. */
  readonly driver?: string;
  /** Goes into every client and worker. Also without a store: what another process has stored must be named, not misread. */
  readonly dataConverter: DataConverter;
  /** Bytes of JSON that an agent may return; undefined for what Temporal itself takes. */
  readonly outputLimit?: number;
  /** Where logs of agents are kept too, if other machines can read the store. */
  readonly logs?: LogStore;
  /** Deletes what no run needs any more. */
  readonly sweep: (client: Client) => Promise<void>;
}

export interface PayloadStorageOptions {
  readonly namespace: string;
  /** Of an S3 store that is not Amazon's. */
  readonly s3Endpoint?: string;
}

export function openPayloadStorage(address: StoreAddress, options: PayloadStorageOptions): PayloadStorage {
  const { namespace } = options;
  const own = driverFor(address, options);
  const absent = DRIVERS.filter((name) => name !== own?.name).map((name) =>
    createAbsentDriver(name, formatStoreAddress(address)),
  );
  const externalStorage = new ExternalStorage({
    drivers: [...(own ? [own] : []), ...absent],
    driverSelector: () => own ?? null,
    payloadSizeThreshold: THRESHOLD,
  });
  return {
    drivers: DRIVERS,
    dataConverter: { externalStorage },
    ...(address.kind === 's3' ? { logs: createS3LogStore(s3Options(address, options)) } : {}),
    ...(own ? { driver: own.name, outputLimit: STORED_OUTPUT_LIMIT } : {}),
    async sweep(client) {
      if (address.kind !== 'file') return;
      const before = await sweepHorizon(client, namespace);
      if (before) await sweepFiles(namespaceFolder({ ...address, namespace }), before);
    },
  };
}

function driverFor(address: StoreAddress, options: PayloadStorageOptions): StorageDriver | undefined {
  switch (address.kind) {
    case 'none':
      return undefined;
    case 'file':
      return createFileDriver({ ...address, namespace: options.namespace });
    case 's3':
      return createS3Driver(s3Options(address, options));
  }
}

const s3Options = (
  { bucket, prefix }: Extract<StoreAddress, { kind: 's3' }>,
  { namespace, s3Endpoint: endpoint }: PayloadStorageOptions,
): S3Options => ({ bucket, prefix, namespace, ...(endpoint === undefined ? {} : { endpoint }) });
