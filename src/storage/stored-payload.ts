import { createHash } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;
const HASH = /^[0-9a-f]{64}$/;

/** A payload as a store keeps it: Temporal's own encoding, under the hash of that. Other SDKs read and write the same. */
export function toStored(payload: Payload): { readonly hash: string; readonly bytes: Uint8Array } {
  const bytes = encodePayload(payload);
  return { hash: hashOf(bytes), bytes };
}

/** The payload, or undefined if these are not the bytes that were kept under the hash. */
export function fromStored(bytes: Uint8Array, hash: string): Payload | undefined {
  return hashOf(bytes) === hash ? decodePayload(bytes) : undefined;
}

export const encodePayload = (payload: Payload): Uint8Array => PayloadMessage.encode(payload).finish();
export const decodePayload = (bytes: Uint8Array): Payload => PayloadMessage.decode(bytes);

/** Whoever can start a run can write a claim: nothing but a hash may become part of a path. */
export const isHash = (text: unknown): text is string => typeof text === 'string' && HASH.test(text);

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
