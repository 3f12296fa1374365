import { openEncryption } from '../encryption/open-encryption.ts';
import { encryptionKeysVariable } from '../environment.ts';
import { fail, ok, type Finding } from './finding.ts';

/** Whether the keys that payloads are encrypted with can be read, where there are any. */
export function checkEncryption(
  encryptionKeys: string | undefined,
  keysVariable: string | undefined = encryptionKeysVariable(),
): Finding[] {
  if (encryptionKeys === undefined && keysVariable === undefined) return [];
  try {
    const { keys } = openEncryption({ encryptionKeys, keysVariable });
    return [ok('encryption', `payloads are encrypted: ${keys.length === 1 ? 'one key' : `${keys.length} keys`}`)];
  } catch (error) {
    return [
      fail(
        'encryption',
        (error as Error).message,
        'Mend the file of --encryption-keys, or ORCHESTRATOR_ENCRYPTION_KEYS: the same keys for all clients and workers.',
      ),
    ];
  }
}
