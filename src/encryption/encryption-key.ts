import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { EncryptionError } from './encryption-error.ts';

/** A key of AES-256-GCM. Its id stands in clear beside what is encrypted with it. */
export interface EncryptionKey {
  readonly id: string;
  readonly secret: KeyObject;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const BYTES = 32;

/**
 * Reads keys, written as `ID=base64`, one a line (in a variable also with blanks or commas between them). The first encrypts;
 * all decrypt.
 * @throws EncryptionError that names the place of the fault, and never what stands there
 */
export function parseKeys(text: string, source: string): readonly EncryptionKey[] {
  const written = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/[\s,]+/))
    .filter((entry) => entry !== '');
  const keys = written.map((entry, index) => parseKey(entry, `${source}: key ${index + 1}`));
  if (keys.length === 0)
    throw new EncryptionError(
      `${source} holds no key: make one with \`orchestrator keys new\`, and put its line there`,
    );
  for (const [index, { id }] of keys.entries())
    if (keys.findIndex((other) => other.id === id) !== index)
      throw new EncryptionError(`${source}: two keys are called "${id}": each needs an id of its own`);
  return keys;
}

/** A line for a file of keys. */
export function newKeyLine(id = newId()): string {
  if (!ID.test(id)) throw new EncryptionError(`"${id}" cannot be the id of a key: ${ID_RULE}`);
  return `${id}=${randomBytes(BYTES).toString('base64')}`;
}

function parseKey(entry: string, place: string): EncryptionKey {
  const [, id = '', encoded = ''] = /^([^=]*)=(.*)$/.exec(entry) ?? [];
  if (!ID.test(id)) throw new EncryptionError(`${place} is not written as ID=base64: ${ID_RULE}`);
  const bytes = Buffer.from(encoded, 'base64');
  // Node reads over what is no base64, and would make another key of a line that was cut or mistyped.
  if (bytes.length !== BYTES || bytes.toString('base64') !== encoded)
    throw new EncryptionError(
      `${place}, "${id}", is not ${BYTES} bytes in base64: make one with \`orchestrator keys new\``,
    );
  return { id, secret: createSecretKey(bytes) };
}

const ID_RULE = 'an id has up to 32 letters, digits, dots, dashes and underscores';

/** Sorts by age, which is what people ask of keys. */
const newId = (): string => `${new Date().toISOString().slice(0, 10)}-${randomBytes(2).toString('hex')}`;
