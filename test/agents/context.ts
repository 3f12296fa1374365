import type { AgentContext, JsonObject } from 'orchestrator/agent';

export interface Recorded {
  readonly progress: { fraction: number; text: string | undefined }[];
  readonly logs: { level: string; message: string; fields: JsonObject }[];
}

/** A context that keeps what the agent says. */
export function testContext<Config, Input = JsonObject>(
  given: { config: Config; input?: Input; signal?: AbortSignal },
  onProgress: () => void = () => {},
): AgentContext<Config, Input | JsonObject> & { readonly recorded: Recorded } {
  const recorded: Recorded = { progress: [], logs: [] };
  const say =
    (level: string) =>
    (message: string, fields: JsonObject = {}) => {
      recorded.logs.push({ level, message, fields });
    };
  return {
    config: given.config,
    input: given.input ?? {},
    signal: given.signal ?? new AbortController().signal,
    stopping: new AbortController().signal,
    progress(fraction, text) {
      recorded.progress.push({ fraction, text });
      onProgress();
    },
    checkpoint() {},
    lastCheckpoint: undefined,
    log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    metrics: { counter() {}, gauge() {}, histogram() {} },
    attempt: 1,
    idempotencyKey: 'test',
    workflowId: 'test',
    phase: 'test',
    agent: 'test',
    item: undefined,
    itemIndex: undefined,
    recorded,
  };
}
