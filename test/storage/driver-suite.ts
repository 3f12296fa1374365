import type { StorageDriver } from '@temporalio/common/lib/converter/extstore.js';
import { StorageDriverClaim } from '@temporalio/common/lib/converter/extstore.js';
import { expect, test } from 'vitest';
import { payloadOf, textIn } from './payload.ts';

/** What every store must do, whatever it keeps payloads in. */
export function driverSuite(createDriver: () => Promise<StorageDriver>): void {
  test('what is stored is read again, in order', async () => {
    const driver = await createDriver();
    const texts = ['one', 'two'.repeat(500_000), 'one'];
    const claims = await driver.store({}, texts.map(payloadOf));
    expect((await driver.retrieve({}, claims)).map(textIn)).toEqual(texts);
    expect(claims[2]).toEqual(claims[0]);
  });

  test('storing the same again gives the same reference', async () => {
    const driver = await createDriver();
    const [first] = await driver.store({}, [payloadOf('same')]);
    const [second] = await driver.store({}, [payloadOf('same')]);
    expect(second).toEqual(first);
  });

  test('a reference to what is not there fails for good, and says which store', async () => {
    const driver = await createDriver();
    const [claim] = await driver.store({}, [payloadOf('here')]);
    const gone = JSON.parse(JSON.stringify(claim!.claimData).replace(/[0-9a-f]{64}/g, 'a'.repeat(64)));
    await expect(driver.retrieve({}, [new StorageDriverClaim(gone)])).rejects.toMatchObject({
      type: 'PayloadMissing',
      nonRetryable: true,
      message: expect.stringMatching(/(file:|s3:\/\/).* gone/),
    });
  });

  test.each(['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(64)}\n`, `../${'a'.repeat(64)}`])(
    'a reference that names %j is refused',
    async (name) => {
      const driver = await createDriver();
      const [claim] = await driver.store({}, [payloadOf('here')]);
      const forged = Object.fromEntries(
        Object.entries(claim!.claimData).map(([key, value]) => [key, value.replace(/[0-9a-f]{64}/g, name)]),
      );
      await expect(driver.retrieve({}, [new StorageDriverClaim(forged)])).rejects.toMatchObject({
        type: 'PayloadMissing',
        message: expect.stringContaining('a reference to a stored payload'),
      });
    },
  );
}
