import { describe, expect, test } from 'vitest';
import { createPayloadCodec } from '../../src/encryption/payload-codec.ts';
import { payloadOf, textIn } from '../storage/payload.ts';
import { keyOf } from './keys.ts';

const [old, current] = [keyOf('old', 1), keyOf('current', 2)];
const codec = createPayloadCodec([current, old], { plain: 'refused' });
const plain = payloadOf('a plain text');
const metadataOf = (payload: { metadata?: Record<string, Uint8Array> | null } | undefined) =>
  Object.fromEntries(
    Object.entries(payload?.metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString()]),
  );

describe('the codec', () => {
  test('encrypts with the first key, and gives back what it was given, with all of its metadata', async () => {
    const [encrypted] = await codec.encode([plain]);
    expect(metadataOf(encrypted)).toEqual({ encoding: 'binary/encrypted', 'encryption-key-id': 'current' });
    expect(Buffer.from(encrypted!.data!).includes('plain text')).toBe(false);
    const [decrypted] = await codec.decode([encrypted!]);
    expect(textIn(decrypted)).toBe('a plain text');
    expect(metadataOf(decrypted)).toEqual(metadataOf(plain));
  });

  test('what is equal does not look equal', async () => {
    const [one, other] = await codec.encode([plain, plain]);
    expect(one!.data).not.toEqual(other!.data);
  });

  test('reads what an earlier key has encrypted', async () => {
    const [encrypted] = await createPayloadCodec([old], { plain: 'refused' }).encode([plain]);
    expect(textIn((await codec.decode([encrypted!]))[0])).toBe('a plain text');
  });

  test('takes an empty payload', async () => {
    const [encrypted] = await codec.encode([{}]);
    expect(await codec.decode([encrypted!])).toMatchObject([{ metadata: {} }]);
  });

  test('names the key that is missing', async () => {
    const [encrypted] = await createPayloadCodec([old], { plain: 'refused' }).encode([plain]);
    const decode = createPayloadCodec([current], { plain: 'refused' }).decode([encrypted!]);
    await expect(decode).rejects.toThrow('encrypted with the key "old", which is not among the keys here (current)');
  });

  test('without keys encrypts nothing, and says that a payload needs them', async () => {
    const none = createPayloadCodec([], { plain: 'accepted' });
    expect(await none.encode([plain])).toEqual([plain]);
    expect(await none.decode([plain])).toEqual([plain]);
    await expect(none.decode(await codec.encode([plain]))).rejects.toThrow('there are no keys here: give the file');
  });

  test('refuses what is not encrypted, unless it was told not to', async () => {
    await expect(codec.decode([plain])).rejects.toThrow('is not encrypted, and this worker takes encrypted ones alone');
    await expect(createPayloadCodec([current], { plain: 'accepted' }).decode([plain])).resolves.toEqual([plain]);
  });

  test('takes what the server itself puts into a history, which has no key', async () => {
    const notStarted = payloadOf('ACTIVITY_ID_NOT_STARTED');
    expect(await codec.decode([notStarted])).toEqual([notStarted]);
    await expect(codec.decode([payloadOf('ACTIVITY_ID_NOT_STARTED!')])).rejects.toThrow('is not encrypted');
  });

  test.each([
    ['a byte of its data', (data: Buffer) => data.fill(data[20]! ^ 1, 20, 21)],
    ['its nonce', (data: Buffer) => data.fill(data[0]! ^ 1, 0, 1)],
    ['its tag', (data: Buffer) => data.fill(data.at(-1)! ^ 1, -1 + data.length)],
    ['its length', (data: Buffer) => data.subarray(0, -1)],
    ['everything but a few bytes', (data: Buffer) => data.subarray(0, 7)],
  ])('refuses a payload of which somebody has changed %s', async (_what, change) => {
    const [encrypted] = await codec.encode([plain]);
    const changed = { ...encrypted!, data: change(Buffer.from(encrypted!.data!)) };
    await expect(codec.decode([changed])).rejects.toThrow(/or the payload was changed/);
  });

  test('refuses a payload under the id of another key, even where the bytes of both are the same', async () => {
    const [encrypted] = await createPayloadCodec([keyOf('one', 7)], { plain: 'refused' }).encode([plain]);
    const renamed = { ...encrypted!, metadata: { ...encrypted!.metadata, 'encryption-key-id': Buffer.from('two') } };
    const both = createPayloadCodec([keyOf('one', 7), keyOf('two', 7)], { plain: 'refused' });
    await expect(both.decode([renamed])).rejects.toThrow(/encrypted with the key "two", and is not/);
  });

  test('an id that somebody has made up does not reach a terminal as it is', async () => {
    const forged = {
      metadata: { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from('\x1b[2Jx') },
    };
    await expect(codec.decode([forged])).rejects.toThrow('the key "?[2Jx"');
  });
});
