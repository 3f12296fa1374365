import type { AgentContext } from '../../agent.ts';
import { toAgentFailure } from './agent-error.ts';
import type { AgentCall } from './agent-call.ts';
import { AgentFailure } from './agent-failure.ts';
import { toJsonText } from './agent-output.ts';
import { checkConfig } from './check-config.ts';
import { loadAgent } from './load-agent.ts';

/** How far an attempt may go. */
export interface AttemptLimits {
  /** Bytes of JSON that an agent may return. */
  readonly outputLimit: number;
  /** Milliseconds that a module's top level may take. */
  readonly loadWithin: number;
}

/** One attempt, in the process it is called in. Whatever goes wrong in it, it rejects with an `AgentFailure`. */
export async function runAttempt(
  call: AgentCall,
  url: string,
  limits: AttemptLimits,
  contextWith: (config: unknown) => AgentContext<unknown>,
): Promise<string> {
  try {
    const agentClass = await loadAgent({ url, module: call.module, class: call.class }, limits.loadWithin);
    const config = await checkConfig(agentClass, call.class, call.config);
    const agent = new agentClass(config);
    if (typeof agent.run !== 'function') {
      // A constructor can return another object: a promise, say, from `return (async () => { ... })()`.
      throw new AgentFailure('not-an-agent', `new ${call.class}(config) gives no run method`, { retryable: false });
    }
    const output = await agent.run(contextWith(config));
    return toJsonText(output, { limit: limits.outputLimit });
  } catch (error) {
    throw toAgentFailure(error);
  }
}
