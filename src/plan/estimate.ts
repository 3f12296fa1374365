import type { JsonObject } from '../definition/json.ts';
import type { AgentDefinition, PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { ReusedRun } from '../workflows/reuse.ts';
import { countItems } from './count-items.ts';
import { peakPending } from './peak-pending.ts';

/** What a run costs, its sub-workflows included. Items that are not known yet are not counted. */
export interface Estimate {
  /** Agent tasks. */
  readonly agents: number;
  /**
   * Of history, if each agent's end has a workflow task of its own. Exact where agents run one after another; side by side,
   * ends that come together share one, and there are fewer.
   */
  readonly events: number;
  readonly history_bytes: number;
  /** Agents and sub-workflows of one workflow at work at the same time, at most. */
  readonly peak_pending: number;
  /** Child workflows. */
  readonly children: number;
}

/** A history of so many events, or bytes, makes a run continue as new. */
const EVENTS_OF_ONE_RUN = 4_096;
const BYTES_OF_ONE_RUN = 4 * 1024 * 1024;

/** Where large payloads are kept outside of the history, those over the first size leave the second there. */
const KEPT = { over: 256 * 1024, reference: 300 };

/** As measured, without what the run is about: its definition, what agents are told and what they return. */
const BYTES = { run: 900, workflowTask: 420, agent: 700, output: 300, other: 150 };

export interface EstimateOptions {
  /** Large payloads are kept outside of the history. */
  readonly payloadsAreKept: boolean;
}

/** Of a rerun, whose definition has only what runs. */
export interface RerunEstimateOptions extends EstimateOptions {
  /** What the run is started with beside its inputs. */
  readonly reuse?: { readonly of: RunDefinition; readonly run: ReusedRun };
}

/** The prices are those of docs/engine.md. */
export function estimate(definition: RunDefinition, inputs: JsonObject, options: RerunEstimateOptions): Estimate {
  const subs = definition.phases.flatMap(({ workflow }) =>
    workflow ? [estimate(workflow.definition, {}, { payloadsAreKept: options.payloadsAreKept })] : [],
  );
  const tasks = definition.phases.flatMap((phase) => phase.agents).concat(definition.finally);
  const counted = tasks.map((agent) => ({ agent, count: countItems(agent, inputs) ?? 0 }));
  const agents = sum(counted.map(({ count }) => count));
  const approvals = definition.phases.flatMap(({ approval }) => (approval ? [approval] : []));
  const waits = definition.concurrency ? 1 : 0;

  // One at the start; one for each end of an agent, each decision, the start and the end of each sub-workflow, and for a place
  // among other runs: it is asked for, given, and given back.
  const workflowTasks = 1 + agents + approvals.length + 2 * subs.length + 3 * waits;
  const timers = approvals.filter(({ timeout }) => timeout !== undefined).length + (definition.timeout ? 1 : 0);
  const extras = 2 * approvals.length + 2 * timers + 3 * subs.length + 6 * waits;
  const events = 2 + 3 * workflowTasks + 3 * agents + extras;

  const payload = (value: object) => {
    const size = sizeOf(value);
    return options.payloadsAreKept && size > KEPT.over ? KEPT.reference : size;
  };
  const { reuse } = options;
  const start =
    BYTES.run + payload(reuse ? { definition: reuse.of, inputs, reuse: reuse.run } : { definition, inputs });
  const bytes =
    BYTES.workflowTask * workflowTasks +
    BYTES.other * extras +
    sum(counted.map(({ agent, count }) => count * (BYTES.agent + BYTES.output + payload(told(agent, definition)))));
  const continued = Math.floor(Math.max(events / EVENTS_OF_ONE_RUN, bytes / BYTES_OF_ONE_RUN));

  return {
    agents: agents + sum(subs.map((sub) => sub.agents)),
    events: events + 6 * continued + sum(subs.map((sub) => sub.events)),
    history_bytes: start * (1 + continued) + bytes + sum(subs.map((sub) => sub.history_bytes)),
    peak_pending: peakPending(definition, (phase) => widthOf(phase, inputs)),
    children: subs.length + sum(subs.map((sub) => sub.children)),
  };
}

/** What is at work in one phase at the same time, at most. */
function widthOf(phase: PhaseDefinition, inputs: JsonObject): number {
  if (phase.workflow) return 1;
  const widths = phase.agents.map((agent) =>
    Math.min(countItems(agent, inputs) ?? Infinity, agent.maxWorkers ?? Infinity),
  );
  return Math.min(
    phase.parallel ? sum(widths) : widths.reduce((widest, width) => Math.max(widest, width), 0),
    phase.maxWorkers ?? Infinity,
  );
}

/** Expressions count as they are written. */
const told = ({ configKey, with: input, module }: AgentDefinition, { config }: RunDefinition) => ({
  module,
  input,
  config: configKey === undefined ? undefined : config[configKey],
});

export const sizeOf = (value: object): number => Buffer.byteLength(JSON.stringify(value));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
