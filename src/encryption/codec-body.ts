import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { EncryptionKey } from './encryption-key.ts';
import { createPayloadCodec } from './payload-codec.ts';

/** The body is not what Temporal's protocol says. */
export class CodecBodyError extends Error {}

/** Payloads as protobuf writes them in JSON: bytes in base64. */
const bodySchema = z.object({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), z.base64()).nullish(),
      data: z.base64().nullish(),
    }),
  ),
});

/**
 * Answers a body of Temporal's codec protocol, `{"payloads": […]}`, with one of the same form. What is not encrypted is shown as
 * it is: the Web UI asks for whatever it finds.
 */
export async function codeBody(
  how: 'encode' | 'decode',
  body: string,
  keys: readonly EncryptionKey[],
): Promise<string> {
  const codec = createPayloadCodec(keys, { plain: 'accepted' });
  const coded = await codec[how](payloadsIn(body));
  return JSON.stringify({ payloads: coded.map(toJson) });
}

function payloadsIn(body: string): Payload[] {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    throw new CodecBodyError('the body is not JSON');
  }
  const { success, data } = bodySchema.safeParse(document);
  if (!success)
    throw new CodecBodyError('the body is not {"payloads": [{"metadata": {…}, "data": "…"}]} with bytes in base64');
  return data.payloads.map((payload) => ({
    metadata: Object.fromEntries(
      Object.entries(payload.metadata ?? {}).map(([name, text]) => [name, fromBase64(text)]),
    ),
    data: fromBase64(payload.data ?? ''),
  }));
}

const toJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, toBase64(bytes)])),
  data: toBase64(data ?? new Uint8Array()),
});

const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');
const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
