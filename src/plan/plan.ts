import type { JsonObject } from '../definition/json.ts';
import type { Problem } from '../definition/problem.ts';
import type { PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { ReusedRun } from '../workflows/reuse.ts';
import { estimate, type Estimate, type EstimateOptions } from './estimate.ts';
import { phaseOrder } from './phase-order.ts';
import { plannedAgent, type PlannedAgent } from './planned-agent.ts';
import { whatRuns, type WhatRuns } from './what-runs.ts';

/**
 * What would run, and what it would cost: the document of `orchestrator plan --json`. Keys are those of workflow.yaml, with
 * every default filled in; times are seconds. The numbers are for a run in which everything is done once and nothing is skipped.
 */
export interface Plan extends Estimate {
  /** Of the workflow; there is none where the file is not valid. */
  readonly name?: string;
  /** In the plan of a rerun: the Workflow ID of the run whose outputs are used. The numbers count only what runs. */
  readonly from_run?: string;
  /** Dependencies first. */
  readonly phases: readonly PlannedPhase[];
  /** Where there are any; those of `on_failure` are in no number, since they run only after a failure. */
  readonly on_failure?: readonly PlannedAgent[];
  readonly finally?: readonly PlannedAgent[];
  readonly problems: readonly Problem[];
}

export interface PlannedPhase {
  readonly name: string;
  readonly description: string | null;
  readonly depends_on: readonly { readonly phase: string; readonly when: string | null }[];
  readonly if: string | null;
  readonly approval: { readonly prompt: string; readonly timeout: number | null; readonly on_timeout: string } | null;
  readonly parallel: boolean;
  readonly max_workers: number | null;
  readonly fail_fast: boolean;
  readonly continue_on_error: boolean;
  readonly agents: readonly PlannedAgent[];
  /** The sub-workflow that the phase runs instead of agents. */
  readonly workflow: SubPlan | null;
  /** In a rerun: nothing of it runs, since all its outputs are those of the earlier run. */
  readonly reused?: true;
  /** In a rerun: nothing of it runs, since it may not, and the earlier run has not left all its outputs. */
  readonly skipped?: true;
}

/** The numbers of a sub-workflow are part of those of the workflow that runs it. */
export type SubPlan = Omit<Plan, 'name' | 'problems'> & { readonly name: string };

export interface PlanOfOptions extends EstimateOptions {
  /** Of a rerun. */
  readonly reuse?: ReusedRun | undefined;
}

/** @param inputs those that are known: what depends on others is not counted */
export function planOf(
  definition: RunDefinition,
  inputs: JsonObject,
  { payloadsAreKept, reuse }: PlanOfOptions,
): Omit<Plan, 'name' | 'problems'> {
  const again = reuse && whatRuns(definition, inputs, reuse);
  const agentsOf = (agents: PhaseDefinition['agents']) => agents.map((agent) => plannedAgent(agent, inputs));
  return {
    ...(reuse ? { from_run: reuse.workflowId } : {}),
    phases: phaseOrder(definition).map(({ phase }) => plannedPhase(phase, inputs, { payloadsAreKept, again })),
    ...(definition.onFailure.length > 0 ? { on_failure: agentsOf(definition.onFailure) } : {}),
    ...(definition.finally.length > 0 ? { finally: agentsOf(definition.finally) } : {}),
    ...(reuse && again
      ? estimate(again.definition, inputs, { payloadsAreKept, reuse: { of: definition, run: reuse } })
      : estimate(definition, inputs, { payloadsAreKept })),
  };
}

function plannedPhase(
  phase: PhaseDefinition,
  inputs: JsonObject,
  { payloadsAreKept, again }: EstimateOptions & { readonly again: WhatRuns | undefined },
): PlannedPhase {
  const { approval, workflow } = phase;
  const notRun = again?.phases.get(phase.name);
  return {
    name: phase.name,
    description: phase.description ?? null,
    depends_on: phase.dependsOn.map((edge) => ({ phase: edge.phase, when: edge.when ?? null })),
    if: phase.if ?? null,
    approval: approval
      ? {
          prompt: approval.prompt,
          timeout: approval.timeout === undefined ? null : approval.timeout / 1000,
          on_timeout: approval.onTimeout,
        }
      : null,
    parallel: phase.parallel,
    max_workers: phase.maxWorkers ?? null,
    fail_fast: phase.failFast,
    continue_on_error: phase.continueOnError,
    agents: phase.agents.map((agent) => plannedAgent(agent, inputs, again?.agents.get(agent))),
    // What a sub-workflow is given is an expression; its inputs are known when it starts.
    workflow: workflow
      ? { name: workflow.definition.name, ...planOf(workflow.definition, {}, { payloadsAreKept }) }
      : null,
    ...(notRun === undefined ? {} : { [notRun]: true as const }),
  };
}
