import { checkInputs } from '../definition/inputs/check-inputs.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import { formatPath } from '../definition/path.ts';
import type { Problem } from '../definition/problem.ts';
import type { Environment } from '../definition/references/read-variable.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { checkExpectation } from './check-expectation.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import { loadTestFile, type TestFile } from './load-test-file.ts';
import { runScenario, type Simulation } from './run-scenario.ts';
import { ScenarioError, type RealAgents } from './scenario.ts';
import type { CaseContent } from './schema/test-file.ts';
import { toScenario } from './to-scenario.ts';

export interface TestOptions {
  readonly environment: Environment;
  /** Only cases with this in their name. */
  readonly filter?: string;
  readonly realAgents?: RealAgents;
}

/** What came of a `*.test.yaml`. */
export interface FileReport {
  readonly file: string;
  /** The definition that it tests. */
  readonly workflow: string;
  readonly problems: readonly Problem[];
  readonly cases: readonly CaseReport[];
  /** Of all its cases; missing where some were left out, or where there are problems. */
  readonly coverage?: Coverage;
}

export interface CaseReport {
  readonly name: string;
  readonly line: number;
  readonly passed: boolean;
  /** Real time. */
  readonly milliseconds: number;
  readonly mismatches: readonly PlacedMismatch[];
  /** Why the case could not be played to its end. */
  readonly error: string | null;
  readonly result: RunResult | null;
}

export interface PlacedMismatch {
  /** `phases.analytics.status`, in the expectation. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly expected: Json;
  /** Missing where there was nothing. */
  readonly found?: Json;
  readonly note?: string;
}

/** Plays the cases of a file, one after another. */
export async function runTestFile(file: string, options: TestOptions): Promise<FileReport> {
  const loaded = loadTestFile(file, options.environment);
  const { workflow, problems, tests } = loaded;
  if (!tests) return { file, workflow, problems, cases: [] };
  const cases: CaseReport[] = [];
  const simulations: Simulation[] = [];
  for (const [index, each] of tests.content.cases.entries()) {
    if (options.filter !== undefined && !each.name.includes(options.filter)) continue;
    const { report, simulation } = await runCase(each, index, loaded, tests, options.realAgents);
    cases.push(report);
    if (simulation) simulations.push(simulation);
  }
  const isWhole = cases.length === tests.content.cases.length;
  const coverage = isWhole ? { coverage: coverageOf(tests.parts, simulations) } : {};
  return { file, workflow, problems, cases, ...coverage };
}

async function runCase(
  content: CaseContent,
  index: number,
  { place }: TestFile,
  { content: { agents }, definition }: NonNullable<TestFile['tests']>,
  realAgents: RealAgents | undefined,
): Promise<{ report: CaseReport; simulation?: Simulation }> {
  const beganAt = performance.now();
  const path = ['cases', index];
  const { inputs } = checkInputs(definition.inputs, (content.inputs ?? {}) as JsonObject);
  const told = () => ({
    name: content.name,
    line: place([...path, 'name']).line,
    milliseconds: Math.round(performance.now() - beganAt),
  });
  try {
    const scenario = toScenario(content, { inputs, agents, ...(realAgents ? { realAgents } : {}) });
    const simulation = await runScenario(definition, scenario);
    const mismatches = [...checkExpectation(content.expect, simulation, [...path, 'expect'])].map(
      ({ path: at, found, ...mismatch }): PlacedMismatch => ({
        ...mismatch,
        path: formatPath(at.slice(3)),
        ...place(at),
        ...(found === undefined ? {} : { found }),
      }),
    );
    const passed = mismatches.length === 0;
    return { report: { ...told(), passed, mismatches, error: null, result: simulation.result }, simulation };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { report: { ...told(), passed: false, mismatches: [], error: error.message, result: null } };
  }
}
