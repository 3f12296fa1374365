import type { DataConverter, Payload } from '@temporalio/common';
import { ExternalStorage, type StorageDriver } from '@temporalio/common/lib/converter/extstore.js';

/** One time that payloads were stored outside of Temporal or brought back. */
export interface PayloadUse {
  readonly operation: 'store' | 'retrieve';
  readonly result: 'success' | 'failed';
  /** Of those that came through. */
  readonly bytes: number;
  readonly seconds: number;
}

/** The same converter, whose storage tells of each use. */
export function measurePayloads<C extends DataConverter>(converter: C, record: (use: PayloadUse) => void): C {
  const { externalStorage: plain } = converter;
  if (plain === undefined) return converter;
  const measured = new Map(plain.drivers.map((driver) => [driver, measureDriver(driver, record)]));
  const externalStorage = new ExternalStorage({
    drivers: [...measured.values()],
    driverSelector: (context, payload) => {
      const chosen = plain.driverSelector(context, payload);
      return chosen === null ? null : (measured.get(chosen) ?? chosen);
    },
    payloadSizeThreshold: plain.payloadSizeThreshold,
  });
  return { ...converter, externalStorage };
}

function measureDriver(driver: StorageDriver, record: (use: PayloadUse) => void): StorageDriver {
  const time = async <T>(operation: PayloadUse['operation'], use: Promise<T>, payloadsOf: (done: T) => Payload[]) => {
    const startedAt = performance.now();
    const told = (result: PayloadUse['result'], bytes: number) =>
      record({ operation, result, bytes, seconds: (performance.now() - startedAt) / 1000 });
    try {
      const done = await use;
      told('success', bytesOf(payloadsOf(done)));
      return done;
    } catch (error) {
      told('failed', 0);
      throw error;
    }
  };
  return {
    name: driver.name,
    type: driver.type,
    store: (context, payloads) => time('store', driver.store(context, payloads), () => payloads),
    retrieve: (context, claims) => time('retrieve', driver.retrieve(context, claims), (payloads) => payloads),
  };
}

const bytesOf = (payloads: readonly Payload[]): number =>
  payloads.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
