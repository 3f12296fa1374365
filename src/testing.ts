import { toJsonText } from './activities/executor/agent-output.ts';
import type { AgentContext, AgentLog, Json, JsonObject, MetricLabels } from './agent.ts';

export {
  simulate,
  type AgentMock,
  type Decision,
  type SimulatedResult,
  type SimulateOptions,
  type WrittenDuration,
} from './testing/simulate.ts';
export { ScenarioError, type MockCall } from './testing/scenario.ts';
export type { Started } from './testing/simulated-world.ts';

/** What an agent said, in order. */
export interface Recorded {
  readonly progress: readonly { readonly fraction: number; readonly text: string | undefined }[];
  readonly checkpoints: readonly Json[];
  readonly logs: readonly { readonly level: keyof AgentLog; readonly message: string; readonly fields: JsonObject }[];
  readonly metrics: readonly {
    readonly kind: 'counter' | 'gauge' | 'histogram';
    readonly name: string;
    readonly value: number;
    readonly labels: MetricLabels;
  }[];
}

export interface TestContext<Config, Input> extends AgentContext<Config, Input> {
  readonly recorded: Recorded;
  /** Asks the agent to end, as a cancelled run or a timeout does. */
  abort(reason?: Error): void;
  /** The worker begins to shut down. */
  stop(): void;
}

/** What the test decides; the rest is that of a first attempt. */
export interface Given extends Partial<
  Pick<
    AgentContext,
    'lastCheckpoint' | 'attempt' | 'idempotencyKey' | 'workflowId' | 'phase' | 'agent' | 'item' | 'itemIndex'
  >
> {
  /** Called at each progress: the place to end an agent in the middle of its work. */
  readonly onProgress?: (fraction: number, text: string | undefined) => void;
}

/**
 * A context for unit tests of agents, without Temporal and without a worker, which keeps what the agent says. A checkpoint, or a
 * field of a log line, that is no JSON throws here; a worker drops it with a warning.
 */
export function testContext<Config, Input>(
  given: Given & { readonly config: Config; readonly input: Input },
): TestContext<Config, Input>;
export function testContext<Config>(given: Given & { readonly config: Config }): TestContext<Config, JsonObject>;
export function testContext<Input>(given: Given & { readonly input: Input }): TestContext<JsonObject, Input>;
export function testContext(given?: Given): TestContext<JsonObject, JsonObject>;
export function testContext({
  config = {},
  input = {},
  onProgress,
  ...given
}: Given & { readonly config?: unknown; readonly input?: unknown } = {}): TestContext<unknown, unknown> {
  const [abort, stopping] = [new AbortController(), new AbortController()];
  const progress: Recorded['progress'][number][] = [];
  const checkpoints: Json[] = [];
  const logs: Recorded['logs'][number][] = [];
  const metrics: Recorded['metrics'][number][] = [];
  const say = (level: keyof AgentLog) => (message: string, fields?: JsonObject) =>
    void logs.push({ level, message, fields: JSON.parse(toJsonText(fields ?? {}, { name: 'fields' })) as JsonObject });
  return {
    config,
    input,
    signal: abort.signal,
    stopping: stopping.signal,
    progress(fraction, text) {
      progress.push({ fraction, text });
      onProgress?.(fraction, text);
    },
    checkpoint: (value) => void checkpoints.push(JSON.parse(toJsonText(value, { name: 'checkpoint' })) as Json),
    lastCheckpoint: undefined,
    log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    metrics: {
      counter: (name, value = 1, labels = {}) => void metrics.push({ kind: 'counter', name, value, labels }),
      gauge: (name, value, labels = {}) => void metrics.push({ kind: 'gauge', name, value, labels }),
      histogram: (name, value, labels = {}) => void metrics.push({ kind: 'histogram', name, value, labels }),
    },
    attempt: 1,
    idempotencyKey: 'a-run/a-phase/an-agent',
    workflowId: 'a-run',
    phase: 'a-phase',
    agent: 'an-agent',
    item: undefined,
    itemIndex: undefined,
    ...given,
    recorded: { progress, checkpoints, logs, metrics },
    abort: (reason = new Error('the run was cancelled')) => abort.abort(reason),
    stop: () => stopping.abort(),
  };
}
