import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Payload } from '@temporalio/common';
import { StorageDriverClaim, type StorageDriver } from '@temporalio/common/lib/converter/extstore.js';
import { describeClaim } from './absent-driver.ts';
import { PayloadError } from './payload-error.ts';
import { fromStored, isHash, toStored } from './stored-payload.ts';

export const FILE_DRIVER = 'orchestrator.file';

/** A read does not write a time that is younger than this. */
const TOUCH_AFTER = 3_600_000;
const PART = '.part';

/**
 * Keeps payloads as files, `ab/ab12…` under their hash. Files are never changed: they appear whole, under their final name.
 * What is stored or read again becomes young again, since runs share what is equal, and old files are swept.
 */
export function createFileDriver(place: FilePlace): StorageDriver {
  return {
    name: FILE_DRIVER,
    type: FILE_DRIVER,
    store: (_context, payloads) => Promise.all(payloads.map((payload) => store(place, payload))),
    retrieve: (_context, claims) => Promise.all(claims.map(({ claimData }) => retrieve(place, claimData))),
  };
}

export interface FilePlace {
  readonly folder: string;
  /** Of Temporal. Each has a folder of its own: namespaces may forget their runs at different times. */
  readonly namespace: string;
}

/** The folder whose files are of one namespace. */
export const namespaceFolder = ({ folder, namespace }: FilePlace): string =>
  join(folder, encodeURIComponent(namespace).replace(/^\./, '%2E'));

export const isPart = (name: string): boolean => name.endsWith(PART);

async function store(place: FilePlace, payload: Payload): Promise<StorageDriverClaim> {
  const { folder } = place;
  const { hash, bytes } = toStored(payload);
  try {
    const file = fileOf(place, hash);
    if (!(await touch(file, bytes.length))) await writeWhole(file, bytes);
  } catch (error) {
    throw new PayloadError(
      'PayloadStoreFailed',
      `a payload of ${bytes.length} bytes could not be kept in file:${folder}: ${messageOf(error)}; ` +
        'make the folder writable, make room on its disk, or name another store with --payload-store',
      error,
    );
  }
  // The folder is for people, who may look in the wrong one; it is not followed.
  return new StorageDriverClaim({ key: hash, folder });
}

async function retrieve(place: FilePlace, claim: Readonly<Record<string, string>>): Promise<Payload> {
  const { key } = claim;
  if (!isHash(key)) throw new PayloadError('PayloadMissing', 'a reference to a stored payload holds no hash of one');
  const { folder } = place;
  const file = fileOf(place, key);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (!isNotFound(error))
      throw new PayloadError('PayloadStoreFailed', `${file} cannot be read: ${messageOf(error)}`, error);
    throw new PayloadError(
      'PayloadMissing',
      `a stored payload is not in file:${folder}: ${describeClaim(claim, folder)}`,
      error,
    );
  }
  const payload = fromStored(bytes, key);
  if (!payload)
    throw new PayloadError('PayloadStoreFailed', `${file} is damaged: it does not hold what was kept in it`);
  await keepYoung(file);
  return payload;
}

const fileOf = (place: FilePlace, hash: string): string => join(namespaceFolder(place), hash.slice(0, 2), hash);

/** Whether the file is there already, and now as young as if it had been written. One of another size is damaged. */
async function touch(file: string, size: number): Promise<boolean> {
  const now = new Date();
  try {
    if ((await stat(file)).size !== size) return false;
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function keepYoung(file: string): Promise<void> {
  try {
    if (Date.now() - (await stat(file)).mtimeMs > TOUCH_AFTER) await utimes(file, new Date(), new Date());
  } catch {
    // Read all the same: from a folder that this process may only read, or that was swept at this moment.
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${randomUUID()}${PART}`;
  try {
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      // The history that refers to it outlives a power cut.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
