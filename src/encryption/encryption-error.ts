/** Keys that cannot be used, or a payload that cannot be read with them. Never holds anything of a key. */
export class EncryptionError extends Error {
  override readonly name = 'EncryptionError';
}
