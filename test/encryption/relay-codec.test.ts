import { expect, test } from 'vitest';
import { createPayloadCodec } from '../../src/encryption/payload-codec.ts';
import { codeRelayed } from '../../src/encryption/relay-codec.ts';
import { encodePayload } from '../../src/storage/stored-payload.ts';
import { payloadOf } from '../storage/payload.ts';
import { keyOf } from './keys.ts';

test('what another process has encrypted here is decrypted here, to the byte', async () => {
  const codecs = [createPayloadCodec([keyOf('a')], { plain: 'refused' })];
  const plain = Buffer.from(encodePayload(payloadOf('text'))).toString('base64');
  const [encrypted] = await codeRelayed('encode', codecs, [plain]);
  expect(Buffer.from(encrypted!, 'base64').includes('text')).toBe(false);
  expect(await codeRelayed('decode', codecs, [encrypted!])).toEqual([plain]);
});
