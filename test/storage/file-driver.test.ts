import { chmod, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageDriverClaim } from '@temporalio/common/lib/converter/extstore.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileDriver } from '../../src/storage/file-driver.ts';
import { driverSuite } from './driver-suite.ts';
import { payloadOf, textIn } from './payload.ts';

const HOUR = 3_600_000;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-payloads-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('payloads in files', () => {
  driverSuite(async () => createFileDriver({ folder: await newFolder(), namespace: 'default' }));

  test('a file is whole, under its hash, and for its owner alone; nothing else is left', async () => {
    const folder = await newFolder();
    const driver = createFileDriver({ folder, namespace: 'default' });
    await Promise.all(Array.from({ length: 20 }, () => driver.store({}, [payloadOf('x'.repeat(1_000_000))])));
    const [file, ...others] = await filesIn(folder);
    expect(others).toEqual([]);
    expect(file).toMatch(/\/default\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/);
    expect((await stat(file!)).mode & 0o777).toBe(0o600);
  });

  test('a file that was cut short is written again by whoever stores the same', async () => {
    const folder = await newFolder();
    const driver = createFileDriver({ folder, namespace: 'default' });
    const claims = await driver.store({}, [payloadOf('the whole')]);
    const [file] = await filesIn(folder);
    await writeFile(file!, 'the');
    await expect(driver.retrieve({}, claims)).rejects.toMatchObject({
      type: 'PayloadStoreFailed',
      message: `${file} is damaged: it does not hold what was kept in it`,
    });
    await driver.store({}, [payloadOf('the whole')]);
    expect((await driver.retrieve({}, claims)).map(textIn)).toEqual(['the whole']);
  });

  test('storing and reading make a file young again', async () => {
    const folder = await newFolder();
    const driver = createFileDriver({ folder, namespace: 'default' });
    const claims = await driver.store({}, [payloadOf('shared')]);
    const [file] = await filesIn(folder);
    for (const use of [() => driver.store({}, [payloadOf('shared')]), () => driver.retrieve({}, claims)]) {
      const old = new Date(Date.now() - 48 * HOUR);
      await utimes(file!, old, old);
      await use();
      expect(Date.now() - (await stat(file!)).mtimeMs).toBeLessThan(HOUR);
    }
  });

  test('a store that cannot be written fails for good, with its name and what to do', async () => {
    const parent = await newFolder();
    const folder = join(parent, 'a-file');
    await writeFile(folder, '');
    await chmod(folder, 0o600);
    const driver = createFileDriver({ folder, namespace: 'default' });
    await expect(driver.store({}, [payloadOf('x')])).rejects.toMatchObject({
      type: 'PayloadStoreFailed',
      nonRetryable: true,
      message: expect.stringMatching(/could not be kept in file:.*a-file: .*--payload-store/),
    });
  });

  test('what was kept in another folder is named, with the option that finds it', async () => {
    const elsewhere = createFileDriver({ folder: await newFolder(), namespace: 'default' });
    const claims = await elsewhere.store({}, [payloadOf('x')]);
    const driver = createFileDriver({ folder: await newFolder(), namespace: 'default' });
    await expect(driver.retrieve({}, claims)).rejects.toThrow(
      `it was kept in file:${claims[0]!.claimData['folder']}; use that with --payload-store`,
    );
  });

  test('a forged reference writes no control characters on a terminal', async () => {
    const driver = createFileDriver({ folder: await newFolder(), namespace: 'default' });
    const claim = new StorageDriverClaim({ key: 'a'.repeat(64), folder: '\u001b[2J' });
    await expect(driver.retrieve({}, [claim])).rejects.toThrow('kept in file:?[2J');
  });

  test.each(['..', '.', 'a/b'])('namespace %j stays inside of the folder', async (namespace) => {
    const folder = await newFolder();
    await createFileDriver({ folder, namespace }).store({}, [payloadOf('x')]);
    expect(await readdir(folder)).toHaveLength(1);
  });
});
