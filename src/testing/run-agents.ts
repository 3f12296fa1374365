import { createInlineExecutor } from '../activities/executor/inline-executor.ts';
import { toAgentFailure } from '../activities/executor/agent-error.ts';
import type { AgentCall, AgentHost } from '../activities/executor/agent-call.ts';
import { revealTask } from '../activities/secrets/reveal-task.ts';
import { executeMasked } from '../activities/secrets/execute-masked.ts';
import { openSecretStore } from '../activities/secrets/secret-store.ts';
import type { Json } from '../definition/json.ts';
import type { Environment } from '../definition/references/read-variable.ts';
import type { RealAgents } from './scenario.ts';

/** Runs the agents' own code in this process, as a worker does with `isolation: inline`; `root` is the folder that modules are found in. */
export function runAgents(root: string, environment: Environment): RealAgents & { close(): Promise<void> } {
  const executor = createInlineExecutor({ root });
  return {
    async run(mockCall, { module, class: className, workflowId, secrets }, signal) {
      const { phase, agent, itemIndex } = mockCall;
      const store = await openSecretStore({ environment });
      const revealed = await revealTask(
        { ...mockCall, module, isolation: 'inline', maxAttempts: 1, ...(secrets ? { secrets } : {}) },
        store,
      ).catch((error: unknown) => Promise.reject(toAgentFailure(error)));
      const { config, input, mask } = revealed;
      const item = itemIndex === undefined ? '' : `#${itemIndex}`;
      const idempotencyKey = `${workflowId}/${phase}/${agent}${item}`;
      const call: AgentCall = { ...mockCall, module, class: className, workflowId, idempotencyKey, config, input };
      const execute = (host: AgentHost) => executor.execute(call, host);
      const host = hostOf(signal);
      return JSON.parse(await (mask ? executeMasked(execute, host, mask) : execute(host))) as Json;
    },
    close: () => executor.close(),
  };
}

/** What agents say is not part of a result. */
const hostOf = (signal: AbortSignal): AgentHost => ({
  signal,
  stopping: new AbortController().signal,
  alive() {},
  progress() {},
  checkpoint() {},
  log() {},
  measure() {},
});
