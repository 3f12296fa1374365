import { loadDefinition } from '../definition/load.ts';
import { normalise } from '../definition/normalise.ts';
import { DefinitionError } from '../definition/problem.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import type { Environment } from '../definition/references/read-variable.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment as ownEnvironment } from '../environment.ts';
import { planRun } from '../plan-run.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { runScenario, type Simulation } from './run-scenario.ts';
import { ScenarioError, type MockCall, type MockFunction } from './scenario.ts';
import { scenario as scenarioSchema, type ScenarioContent } from './schema/test-file.ts';
import { toScenario } from './to-scenario.ts';

/** Milliseconds as text with units (`'30s'`), or a number of seconds: as in a definition. */
export type WrittenDuration = string | number;

/** What an agent does in place of its code. */
export interface AgentMock {
  /** May contain `${{ }}` with inputs, item, item_index and run. Default: null. */
  readonly output?: Json;
  /** Of a `for_each`: what it gives for each item. */
  readonly outputs?: readonly Json[];
  readonly fails?:
    | string
    | {
        readonly type?: string;
        readonly message?: string;
        /** So many attempts fail. Default: all. */
        readonly times?: number;
        /** Of a `for_each`: the positions of the items that fail. */
        readonly items?: readonly number[];
        readonly retryable?: boolean;
      };
  /** Simulated time of each attempt. */
  readonly takes?: WrittenDuration;
  /** The agent's own code runs, in this process. */
  readonly run?: boolean;
}

export interface Decision {
  readonly phase: string;
  readonly after?: WrittenDuration;
  readonly by?: string;
  readonly comment?: string;
}

export interface SimulateOptions {
  readonly inputs?: JsonObject;
  /** By `phase/agent`, by class, or `*`. A function is called for each attempt; what it throws is the agent's failure. */
  readonly agents?: Readonly<Record<string, AgentMock | ((call: MockCall) => Json | Promise<Json>)>>;
  readonly approve?: readonly (string | Decision)[];
  readonly reject?: readonly (string | Decision)[];
  readonly cancelAfter?: WrittenDuration;
  /** What had succeeded in an earlier run: by `phase/agent`, or by phase for a sub-workflow. */
  readonly reuse?: Readonly<
    Record<
      string,
      {
        readonly output?: Json;
        readonly items?: readonly { readonly index?: number; readonly item: Json; readonly output?: Json }[];
        readonly outputs?: JsonObject;
      }
    >
  >;
  /** The only phase that runs again. */
  readonly only?: string;
  /** Where `${NAME}` of the definition is looked up. Default: the process's environment. */
  readonly environment?: Environment;
  /** Where the modules of agents with `run: true` are found. Default: the current folder. */
  readonly root?: string;
}

export interface SimulatedResult extends RunResult {
  /** What was started, in order. */
  readonly started: Simulation['started'];
  /** The results of sub-workflows, by the phase that ran them: `publish`, `publish/inner`. */
  readonly subWorkflows: Readonly<Record<string, RunResult>>;
}

/**
 * Runs a workflow definition in simulated time, without a server and without its agents: with the same scheduler as a real run.
 * @throws DefinitionError for a file or an input that is not valid; ScenarioError for what the options leave open.
 */
export async function simulate(file: string | RunDefinition, options: SimulateOptions = {}): Promise<SimulatedResult> {
  const { environment = ownEnvironment, root = process.cwd() } = options;
  const { definition, inputs } =
    typeof file === 'string' ? planFile(file, environment, options) : planGiven(file, options);
  const content = contentOf(options);
  const real = Object.values(content.agents ?? {}).some(({ run }) => run)
    ? (await import('./run-agents.ts')).runAgents(root, environment)
    : undefined;
  try {
    const given = { inputs, functions: functionsIn(options), ...(real ? { realAgents: real } : {}) };
    const { result, started, subWorkflows } = await runScenario(definition, toScenario(content, given));
    return { ...result, started, subWorkflows: Object.fromEntries(subWorkflows) };
  } finally {
    await real?.close();
  }
}

function planFile(file: string, environment: Environment, { inputs = {} }: SimulateOptions) {
  const { definition, problems, place } = loadDefinition(file, { environment });
  if (!definition) throw new DefinitionError(problems);
  return planRun(definition, inputs, { file, place });
}

function planGiven(definition: RunDefinition, { inputs = {} }: SimulateOptions) {
  return planRun(definition, inputs, { file: definition.name, place: () => ({ line: 1, column: 1 }) });
}

/** The options as a file would have them, which are read by the same schema. @throws ScenarioError */
function contentOf({ agents = {}, cancelAfter, approve, reject, reuse, only }: SimulateOptions): ScenarioContent {
  const mocks = Object.fromEntries(Object.entries(agents).filter(([, mock]) => typeof mock !== 'function'));
  const written = withoutUndefined({ agents: mocks, cancel_after: cancelAfter, approve, reject, reuse, only });
  const { data, findings } = normalise(written, scenarioSchema);
  const { data: content, error } = scenarioSchema.safeParse(data);
  const [fault] = [
    ...findings.map(({ message }) => message),
    ...(error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  ];
  if (fault !== undefined || !content) throw new ScenarioError(`the options of simulate: ${fault}`);
  return content;
}

const functionsIn = ({ agents = {} }: SimulateOptions): Map<string, MockFunction> =>
  new Map(
    Object.entries(agents).flatMap(([name, mock]) => (typeof mock === 'function' ? [[name, mock] as const] : [])),
  );
