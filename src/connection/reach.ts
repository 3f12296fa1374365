import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { dataConverters } from '../encryption/data-converters.ts';
import { openEncryption } from '../encryption/open-encryption.ts';
import { encryptionKeysVariable, STATE_FOLDER } from '../environment.ts';
import { openPayloadStorage } from '../storage/payload-storage.ts';
import { connect } from './connect.ts';
import { findTarget } from './target.ts';

/** A client for a look at what there is, in a short time. It cannot read large payloads. @throws ConnectionError */
export async function reach(root: string, { timeout }: { timeout: number }): Promise<Client> {
  const target = findTarget(join(root, STATE_FOLDER));
  const { dataConverter } = openPayloadStorage({ kind: 'none' }, { namespace: target.namespace });
  const { client } = dataConverters(dataConverter, openEncryption({ keysVariable: encryptionKeysVariable() }));
  return connect(target, { dataConverter: client }, { timeout });
}
