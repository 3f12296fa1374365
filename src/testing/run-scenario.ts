import type { RunDefinition } from '../definition/run-definition.ts';
import { hashOf } from '../definition-hash.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { Clock } from './clock.ts';
import { ScenarioError, type Mock, type Scenario } from './scenario.ts';
import { SimulatedCache } from './simulated-cache.ts';
import { SimulatedRun } from './simulated-run.ts';
import type { SimulatedWorld, Started } from './simulated-world.ts';

/** What came of a simulation. */
export interface Simulation {
  readonly result: RunResult;
  /** By the phases that ran them: `publish`, `publish/inner`. */
  readonly subWorkflows: ReadonlyMap<string, RunResult>;
  /** In order. */
  readonly started: readonly Started[];
  /** What people were asked, by phase. */
  readonly prompts: ReadonlyMap<string, string>;
}

/** Every simulation begins at the same moment, so that it is the same each time. */
const BEGINNING = Date.UTC(2026, 0, 1);

/** Plays a run of a definition in simulated time. @throws ScenarioError for what the scenario leaves open */
export async function runScenario(definition: RunDefinition, scenario: Scenario): Promise<Simulation> {
  const clock = new Clock(BEGINNING);
  const started: Started[] = [];
  let turn = 0;
  const world: SimulatedWorld = {
    clock,
    mockOf: (path, className) => mockOf(scenario.agents, path, className),
    decisions: scenario.decisions,
    realAgents: scenario.realAgents,
    cache: new SimulatedCache(clock),
    started: { add: (start) => void started.push({ ...start, at: clock.now() - BEGINNING, turn }) },
    prompts: new Map(),
    runs: new Map(),
  };
  let result: RunResult | undefined;
  const { inputs, reuse, cancelAfter } = scenario;
  const of = { definition, definitionHash: hashOf(definition), inputs };
  const input = { ...of, workflowId: `${definition.name}-simulated`, prefix: '' };
  const run = new SimulatedRun({ ...input, ...(reuse ? { reuse } : {}) }, world, (end) => (result = end));
  if (cancelAfter !== undefined) clock.after(cancelAfter, run.cancel);
  run.begin();
  await clock.run(() => {
    turn++;
    return result !== undefined;
  });
  if (!result) throw undecidedError([...world.runs.values()].flatMap(({ waiting }) => waiting));
  const subWorkflows = new Map(
    [...world.runs].flatMap(([prefix, each]) => (prefix === '' ? [] : [[prefix.slice(0, -1), each.result] as const])),
  );
  return { result, subWorkflows, started, prompts: world.prompts };
}

function mockOf(agents: Scenario['agents'], path: string, className: string): Mock {
  const mock = agents.get(path) ?? agents.get(className) ?? agents.get('*');
  if (mock) return mock;
  throw new ScenarioError(
    `agent ${path} (${className}) starts, and the test does not say what it does; ` +
      `add it under "agents", as "${path}", as "${className}" for each agent of the class, or as "*" for all that have no other`,
  );
}

function undecidedError(waiting: readonly string[]): ScenarioError {
  const [first] = waiting;
  return new ScenarioError(
    `the run waits for an approval of ${waiting.join(' and ')}, and the test decides nothing; add "approve: [${first}]" or "reject: [${first}]"`,
  );
}
