import type { Client } from '@temporalio/client';
import type { Json, JsonObject } from '../definition/json.ts';
import { phaseNamed } from '../definition/only-phase.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { RunPlan } from '../plan-run.ts';
import type { ReusedItem, ReusedRun } from '../workflows/reuse.ts';
import type { RunInput } from '../workflows/run-input.ts';
import { describeRun, findRun } from './find-run.ts';
import { addHistory } from './history-outputs.ts';
import { PastOutputs } from './past-outputs.ts';
import { behind, changedScope, type RerunScope } from './rerun-scope.ts';
import { runInputOf } from './run-input-of.ts';
import { waitForResult } from './run-outcome.ts';

/** What is asked of a run can be done only when it is over. */
export class RunUnderWayError extends Error {
  override readonly name = 'RunUnderWayError';
}

export interface RerunPlanOptions {
  /** This phase and everything behind it run again. */
  readonly from?: string;
  /** This phase runs again, and no other. */
  readonly only?: string;
  /** Makes a run of today's definition with the inputs of the earlier run. */
  readonly latest: ((inputs: JsonObject) => RunPlan) | undefined;
  readonly taskQueue: string;
}

/** A run that uses what had succeeded in an earlier one. @throws RunNotFoundError; RunUnderWayError; UnknownPhaseError */
export async function planRerun(client: Client, run: string, options: RerunPlanOptions): Promise<RunPlan> {
  const workflowId = await findRun(client, run, options.taskQueue);
  const { status, runId } = await describeRun(client, workflowId);
  if (status.name === 'RUNNING')
    throw new RunUnderWayError(
      `the run "${workflowId}" is still under way; end it first with \`orchestrator shutdown ${workflowId}\`, or wait for its end`,
    );
  const input = await runInputOf(client, workflowId);
  const { definition, inputs } = options.latest?.(input.inputs) ?? input;
  const scope = scopeOf(definition, input.definition, options);
  const past = await outputsOf(client, { workflowId, runId }, input);
  const only = options.only === undefined ? {} : { only: options.only };
  return { definition, inputs, reuse: { workflowId, ...select(past, definition, scope), ...only } };
}

function scopeOf(today: RunDefinition, before: RunDefinition, { from, only, latest }: RerunPlanOptions): RerunScope {
  for (const name of [from, only]) if (name !== undefined) phaseNamed(today, name);
  const changed =
    latest && only === undefined ? changedScope(before, today) : { phases: [], agents: new Set<string>() };
  const phases = new Set(changed.phases);
  if (only !== undefined) phases.add(only);
  if (from !== undefined) for (const name of behind(today, from)) phases.add(name);
  return { phases, agents: changed.agents };
}

/** The result has all of it, unless it was too large, or the run was terminated: then its history does. */
async function outputsOf(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  { definition, reuse }: RunInput,
): Promise<PastOutputs> {
  const past = new PastOutputs();
  past.addResult(await waitForResult(client, execution.workflowId));
  if (past.isComplete) return past;
  await addHistory(client, execution, past);
  const subWorkflows = new Set(definition.phases.filter(({ workflow }) => workflow).map(({ name }) => name));
  if (reuse) past.addReused(reuse, (phase) => subWorkflows.has(phase));
  return past;
}

/** What of it the definition has a place for, and is not to run again. */
function select(past: PastOutputs, { phases }: RunDefinition, again: RerunScope): Pick<ReusedRun, 'outputs' | 'items'> {
  const outputs: Record<string, JsonObject> = {};
  const items: Record<string, Record<string, readonly ReusedItem[]>> = {};
  for (const { name, workflow, agents } of phases) {
    if (again.phases.has(name)) continue;
    const given = workflow && past.phases.get(name);
    if (given) outputs[name] = given;
    const plain: [string, Json][] = [];
    const listed: [string, readonly ReusedItem[]][] = [];
    for (const { id, forEach } of agents) {
      if (again.agents.has(`${name}/${id}`)) continue;
      const [output, list] = [past.agents.get(`${name}/${id}`), past.items.get(`${name}/${id}`)];
      if (forEach === undefined && output !== undefined) plain.push([id, output]);
      if (forEach !== undefined && list) listed.push([id, list]);
    }
    if (plain.length > 0) outputs[name] = Object.fromEntries(plain);
    if (listed.length > 0) items[name] = Object.fromEntries(listed);
  }
  return { outputs, items };
}
