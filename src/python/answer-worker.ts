import type { PayloadCodec } from '@temporalio/common';
import { earlierOutput, keepOutput, type CachedTask, type TaskOrigin } from '../activities/cache/agent-outputs.ts';
import type { OutputCache } from '../activities/cache/output-cache.ts';
import { AgentFailure } from '../activities/executor/agent-failure.ts';
import { secretForms } from '../activities/secrets/secret-forms.ts';
import type { SecretStore } from '../activities/secrets/secret-store.ts';
import { EncryptionError } from '../encryption/encryption-error.ts';
import { codeRelayed } from '../encryption/relay-codec.ts';
import { PayloadError } from '../storage/payload-error.ts';
import type { PayloadStorage } from '../storage/payload-storage.ts';
import { retrieveRelayed, storeRelayed } from '../storage/relay-payloads.ts';

/** What the Python worker asks of this process, so that there is one store of secrets, one cache and one store of payloads. */
export type Question =
  | { readonly kind: 'secrets'; readonly names: readonly string[] }
  | { readonly kind: 'earlier_output'; readonly task: CachedTask; readonly origin: TaskOrigin }
  | { readonly kind: 'keep_output'; readonly task: CachedTask; readonly origin: TaskOrigin; readonly output: string }
  | { readonly kind: 'store_payloads'; readonly driver: string; readonly payloads: readonly string[] }
  | {
      readonly kind: 'retrieve_payloads';
      readonly driver: string;
      readonly claims: readonly Readonly<Record<string, string>>[];
    }
  | { readonly kind: 'encode_payloads' | 'decode_payloads'; readonly payloads: readonly string[] };

/** The answer as a document; a failure is one too: the attempt is to fail with it. */
export async function answerWorker(
  question: Question,
  {
    secrets,
    cache,
    payloads,
    codecs,
  }: {
    readonly secrets: SecretStore;
    readonly cache: OutputCache;
    readonly payloads: PayloadStorage;
    readonly codecs: readonly PayloadCodec[];
  },
): Promise<object> {
  try {
    switch (question.kind) {
      case 'secrets': {
        const values = await secrets.read(question.names);
        // The shapes too in which a secret is known, to be masked.
        return { values: Object.fromEntries(values), forms: [...values.values()].flatMap(secretForms) };
      }
      case 'earlier_output':
        return { output: (await earlierOutput(cache, question.task, question.origin)) ?? null };
      case 'keep_output':
        await keepOutput(cache, question.task, question.origin, question.output);
        return {};
      case 'store_payloads':
        return { claims: await storeRelayed(payloads, question.driver, question.payloads) };
      case 'retrieve_payloads':
        return { payloads: await retrieveRelayed(payloads, question.driver, question.claims) };
      case 'encode_payloads':
        return { payloads: await codeRelayed('encode', codecs, question.payloads) };
      case 'decode_payloads':
        return { payloads: await codeRelayed('decode', codecs, question.payloads) };
    }
  } catch (error) {
    if (error instanceof EncryptionError)
      return { error: { type: error.name, message: error.message, retryable: true } };
    if (error instanceof PayloadError) return { error: { type: error.name, message: error.message, retryable: false } };
    const { type, message, retryable } =
      error instanceof AgentFailure ? error : new AgentFailure('InternalError', String(error));
    return { error: { type, message, retryable } };
  }
}
