import type { EncryptionKey } from './encryption-key.ts';

/** Whether and how this process encrypts. */
export interface Encryption {
  /** The first encrypts, all decrypt. None: nothing is encrypted. */
  readonly keys: readonly EncryptionKey[];
  /** Workers take payloads that are not encrypted, which runs have from before there were keys. */
  readonly allowPlain: boolean;
}

export const NO_ENCRYPTION: Encryption = { keys: [], allowPlain: true };
