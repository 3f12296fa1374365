import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentCall, AgentHost, AgentLogLine, Measurement } from '../../../src/activities/executor/agent-call.ts';
import type { Json, JsonObject } from '../../../src/definition/json.ts';

export const fixtures = path.join(path.dirname(fileURLToPath(import.meta.url)), 'fixtures');

/** A call of the agent `class` of `module`, as a workflow would make it. */
export function aCall(module: string, agent: string, more: Partial<AgentCall> = {}): AgentCall {
  return {
    module,
    class: agent,
    config: {},
    input: {},
    attempt: 1,
    idempotencyKey: 'run/phase/agent',
    workflowId: 'a-run',
    phase: 'a-phase',
    agent: 'an-agent',
    ...more,
  };
}

export function hostile(behaviour: string, input: JsonObject = {}): AgentCall {
  return aCall('agents.hostile', 'HostileAgent', { input: { ...input, do: behaviour } });
}

/** A host that remembers what it was told. */
export function aHost() {
  const [abort, stopping] = [new AbortController(), new AbortController()];
  const told = {
    alive: 0,
    progress: [] as [number, string | undefined][],
    checkpoints: [] as Json[],
    log: [] as AgentLogLine[],
    measurements: [] as Measurement[],
  };
  let heard = () => {};
  const host: AgentHost = {
    signal: abort.signal,
    stopping: stopping.signal,
    alive: () => void told.alive++,
    progress: (fraction, text) => void told.progress.push([fraction, text]),
    checkpoint: (value) => void told.checkpoints.push(value),
    measure: (measurement) => void told.measurements.push(measurement),
    log(line) {
      told.log.push(line);
      heard();
    },
  };
  return {
    host,
    ...told,
    told,
    abort: (message = 'the run was cancelled') => abort.abort(new Error(message)),
    stop: () => stopping.abort(),
    messages: () => told.log.map(({ message }) => message),
    /** Resolves when the agent has logged something. */
    logged: () =>
      new Promise<void>((resolve) => {
        if (told.log.length > 0) resolve();
        heard = resolve;
      }),
  };
}
