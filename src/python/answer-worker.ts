import { earlierOutput, keepOutput, type CachedTask, type TaskOrigin } from '../activities/cache/agent-outputs.ts';
import type { OutputCache } from '../activities/cache/output-cache.ts';
import { AgentFailure } from '../activities/executor/agent-failure.ts';
import { secretForms } from '../activities/secrets/secret-forms.ts';
import type { SecretStore } from '../activities/secrets/secret-store.ts';

/** What the Python worker asks of this process, so that there is one store of secrets and one cache. */
export type Question =
  | { readonly kind: 'secrets'; readonly names: readonly string[] }
  | { readonly kind: 'earlier_output'; readonly task: CachedTask; readonly origin: TaskOrigin }
  | { readonly kind: 'keep_output'; readonly task: CachedTask; readonly origin: TaskOrigin; readonly output: string };

/** The answer as a document; a failure is one too: the attempt is to fail with it. */
export async function answerWorker(
  question: Question,
  { secrets, cache }: { readonly secrets: SecretStore; readonly cache: OutputCache },
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
    }
  } catch (error) {
    const { type, message, retryable } =
      error instanceof AgentFailure ? error : new AgentFailure('InternalError', String(error));
    return { error: { type, message, retryable } };
  }
}
