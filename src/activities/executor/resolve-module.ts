import { AgentFailure } from './agent-failure.ts';
import { findModule } from './find-module.ts';
import { didYouMean } from './nearest-names.ts';

/** The file of an agent's `module`; no other attempt will find one, so its failure ends the agent. */
export function resolveModule(root: string, module: string): string {
  const search = findModule(root, module);
  if ('file' in search) return search.file;
  const message = `module ${JSON.stringify(module)}: ${search.problem}.${didYouMean(search.nearest)}`;
  throw new AgentFailure('agent-not-found', message, { retryable: false });
}
