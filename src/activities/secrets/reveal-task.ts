import { createHash } from 'node:crypto';
import type { AgentTask } from '../../workflows/agent-task.ts';
import { createSecretMask, type SecretMask } from './secret-mask.ts';
import { resolveSecrets } from './resolve-secrets.ts';
import type { SecretStore } from './secret-store.ts';

export interface RevealedTask extends Pick<AgentTask, 'config' | 'input'> {
  /** Both absent where there is nothing to hide. */
  readonly mask?: SecretMask;
  /** One for each set of secrets. */
  readonly realm?: string;
}

/** A task's config and input as the agent is to see them, which they do on the way to it only: never in Temporal. */
export async function revealTask({ config, input, secrets }: AgentTask, store: SecretStore): Promise<RevealedTask> {
  if (secrets === undefined) return { config, input };
  const values = await store.read(secrets);
  return {
    config: resolveSecrets(config, values),
    input: resolveSecrets(input, values),
    mask: createSecretMask(values.values()),
    realm: createHash('sha256')
      .update(JSON.stringify([...values].toSorted(([a], [b]) => (a < b ? -1 : 1))))
      .digest('hex'),
  };
}
