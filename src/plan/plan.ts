import type { JsonObject } from '../definition/json.ts';
import type { Problem } from '../definition/problem.ts';
import type { PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';
import { estimate, type Estimate, type EstimateOptions } from './estimate.ts';
import { phaseOrder } from './phase-order.ts';
import { plannedAgent, type PlannedAgent } from './planned-agent.ts';

/**
 * What would run, and what it would cost: the document of `orchestrator plan --json`. Keys are those of workflow.yaml, with
 * every default filled in; times are seconds. The numbers are for a run in which everything is done once and nothing is skipped.
 */
export interface Plan extends Estimate {
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
}

/** The numbers of a sub-workflow are part of those of the workflow that runs it. */
export type SubPlan = Omit<Plan, 'problems'> & { readonly name: string };

/** @param inputs those that are known: what depends on others is not counted */
export function planOf(
  definition: RunDefinition,
  inputs: JsonObject,
  options: EstimateOptions,
): Omit<Plan, 'problems'> {
  const agentsOf = (agents: PhaseDefinition['agents']) => agents.map((agent) => plannedAgent(agent, inputs));
  return {
    phases: phaseOrder(definition).map(({ phase }) => plannedPhase(phase, inputs, options)),
    ...(definition.onFailure.length > 0 ? { on_failure: agentsOf(definition.onFailure) } : {}),
    ...(definition.finally.length > 0 ? { finally: agentsOf(definition.finally) } : {}),
    ...estimate(definition, inputs, options),
  };
}

function plannedPhase(phase: PhaseDefinition, inputs: JsonObject, options: EstimateOptions): PlannedPhase {
  const { approval, workflow } = phase;
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
    agents: phase.agents.map((agent) => plannedAgent(agent, inputs)),
    // What a sub-workflow is given is an expression; its inputs are known when it starts.
    workflow: workflow ? { name: workflow.definition.name, ...planOf(workflow.definition, {}, options) } : null,
  };
}
