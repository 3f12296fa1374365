import type { Json } from '../../src/definition/json.ts';
import type { AgentDefinition, PhaseDefinition, RunDefinition } from '../../src/definition/run-definition.ts';
import type { AgentWork } from '../../src/workflows/phase-agents.ts';
import type { AgentOutcome, AgentState, PhaseState } from '../../src/workflows/phase-state.ts';
import { Scheduler, type SchedulerOptions } from '../../src/workflows/scheduler.ts';
import type { WorkflowOutcome } from '../../src/workflows/work.ts';
import { agentDefinition, phaseDefinition, runDefinition } from './definitions.ts';

export const SUCCESS: AgentOutcome = { status: 'success', attempts: 1, output: null };
export const FAILURE: AgentOutcome = { status: 'failed', attempts: 1, error: { type: 'Error', message: 'no' } };
export const TIMEOUT: AgentOutcome = { status: 'timed_out', attempts: 2, error: { type: 'Timeout', message: 'late' } };
export const CANCELLED: AgentOutcome = { status: 'cancelled', attempts: 1 };

export const gives = (output: Json): AgentOutcome => ({ status: 'success', attempts: 1, output });

/** A phase with one agent of these properties, called `NAME0`. */
export const oneAgent = (
  name: string,
  agent: Partial<AgentDefinition>,
  rest: Parameters<typeof phaseDefinition>[2] = {},
): PhaseDefinition => phaseDefinition(name, 1, { agents: [{ ...agentDefinition(`${name}0`), ...agent }], ...rest });

/** A phase with a sub-workflow. */
export const subWorkflow = (
  name: string,
  rest: Parameters<typeof phaseDefinition>[2] = {},
  given: NonNullable<PhaseDefinition['workflow']>['with'] = {},
): PhaseDefinition => phaseDefinition(name, 0, { workflow: { definition: runDefinition([]), with: given }, ...rest });

const FACTS = { inputs: {}, runId: 'run-1', startedAt: 0 };

/** What a piece of work is called here: the agent's id, with `#` and the index of an item; the name of a phase with a sub-workflow; `?` and the name of one that asks. */
const nameOf = ({ task }: AgentWork): string => `${task.agent.definition.id}${task.item ? `#${task.item.index}` : ''}`;

/** A scheduler that is driven by hand, with a clock that is set by hand. */
export function drive(
  phases: PhaseDefinition[],
  rest: Partial<RunDefinition> = {},
  options: Partial<SchedulerOptions> = {},
) {
  let now = 0;
  const toCancel: string[] = [];
  const scheduler = new Scheduler(runDefinition(phases, rest), {
    ...FACTS,
    now: () => now,
    cancel: ({ definition }) => toCancel.push(definition.name),
    ...options,
  });
  const works = new Map<string, AgentWork>();
  const atWork = new Set<string>();
  const asked: string[] = [];
  const phase = (name: string): PhaseState => scheduler.phases.find(({ definition }) => definition.name === name)!;
  /** Takes all there is; what is at work then, in the order in which it started. */
  const takeAll = (): string[] => {
    for (let work = scheduler.take(); work; work = scheduler.take()) {
      if (work.kind === 'approval') asked.push(work.phase.definition.name);
      else if (work.kind === 'workflow') atWork.add(work.phase.definition.name);
      else {
        works.set(nameOf(work), work);
        atWork.add(nameOf(work));
      }
    }
    return [...atWork];
  };
  const settle = (name: string, outcome: AgentOutcome = SUCCESS): string[] => {
    if (!atWork.delete(name)) throw new Error(`${name} is not at work`);
    scheduler.settle(works.get(name)!.task, outcome);
    return takeAll();
  };
  return {
    scheduler,
    takeAll,
    settle,
    phase,
    /** Phases whose agents the scheduler asked to have cancelled; those for which it asked for a decision. */
    toCancel,
    asked,
    /** What an agent was started with. */
    inputOf: (name: string) => works.get(name)!.input,
    cacheKeyOf: (name: string) => works.get(name)!.cacheKey,
    tick: (to: number) => (now = to),
    settleWorkflow: (name: string, outcome: WorkflowOutcome): string[] => {
      if (!atWork.delete(name)) throw new Error(`${name} is not at work`);
      scheduler.settleWorkflow(phase(name), outcome);
      return takeAll();
    },
    answer: (name: string, approved: boolean, reason = approved ? 'approved' : 'rejected'): string[] => {
      scheduler.answer(phase(name), approved, reason);
      return takeAll();
    },
    agent: (id: string): AgentState =>
      scheduler.phases.flatMap(({ agents }) => agents).find(({ definition }) => definition.id === id)!,
    /** Statuses of a phase's agents, and why. */
    agents: (name: string) => phase(name).agents.map(({ status, reason }) => [status, reason]),
    /** Statuses of an agent's items, and why. */
    items: (id: string) =>
      scheduler.phases
        .flatMap(({ agents }) => agents)
        .find(({ definition }) => definition.id === id)!
        .tasks.map(({ status, reason }) => [status, reason]),
  };
}
