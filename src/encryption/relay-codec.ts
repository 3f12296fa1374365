import type { PayloadCodec } from '@temporalio/common';
import { decodePayload, encodePayload } from '../storage/stored-payload.ts';

/** Encrypts or decrypts for a worker in another language, so that keys stay in this process. Payloads are Temporal's encoding, in base64. */
export async function codeRelayed(
  how: 'encode' | 'decode',
  codecs: readonly PayloadCodec[],
  payloads: readonly string[],
): Promise<string[]> {
  let coded = payloads.map((text) => decodePayload(Buffer.from(text, 'base64')));
  for (const codec of how === 'encode' ? codecs : codecs.toReversed()) coded = await codec[how](coded);
  return coded.map((payload) => Buffer.from(encodePayload(payload)).toString('base64'));
}
