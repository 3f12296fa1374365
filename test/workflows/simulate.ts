import fc from 'fast-check';
import type { AgentDefinition, PhaseDefinition, RunDefinition } from '../../src/definition/run-definition.ts';
import { carryPhases, type CarriedRun } from '../../src/workflows/carry.ts';
import type { AgentOutcome, AgentState, PhaseState, TaskState } from '../../src/workflows/phase-state.ts';
import { Scheduler } from '../../src/workflows/scheduler.ts';
import type { WorkflowOutcome } from '../../src/workflows/work.ts';
import { agentDefinition, phaseDefinition, runDefinition } from './definitions.ts';

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const seldom = fc.nat(4).map((number) => number === 0);
/** Mostly none. An expression that cannot be evaluated is among them. */
const conditions = fc.constantFrom(undefined, undefined, undefined, undefined, 'true', 'false', 'inputs.none');

const agents = fc.record({
  forEach: optional(fc.integer({ min: 0, max: 5 })),
  maxWorkers: optional(fc.integer({ min: 1, max: 3 })),
  continueOnError: seldom,
  if: conditions,
});

const phases = fc.record({
  agents: fc.array(agents, { minLength: 1, maxLength: 4 }),
  isWorkflow: seldom,
  hasApproval: seldom,
  parallel: fc.boolean(),
  failFast: fc.boolean(),
  continueOnError: seldom,
  maxWorkers: optional(fc.integer({ min: 1, max: 4 })),
  if: conditions,
  edges: fc.array(
    fc.record({
      to: fc.nat(9),
      when: fc.constantFrom(
        undefined,
        undefined,
        'success' as const,
        'failed' as const,
        'skipped' as const,
        'completed' as const,
      ),
    }),
    { maxLength: 4 },
  ),
});

const without = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  JSON.parse(JSON.stringify(object));

/** Any run of up to 10 phases; a phase depends on some of those before it, twice on the same one at times. */
export const definitions: fc.Arbitrary<RunDefinition> = fc
  .record({ maxWorkers: fc.integer({ min: 1, max: 8 }), phases: fc.array(phases, { minLength: 1, maxLength: 10 }) })
  .map(({ maxWorkers, phases: all }) =>
    runDefinition(
      all.map(({ agents: given, isWorkflow, hasApproval, edges, ...rest }, index): PhaseDefinition => {
        const dependsOn = edges
          .filter(({ to }) => to < index)
          .map(({ to, when }) => without({ phase: `p${to}`, when }));
        const inside = isWorkflow
          ? { agents: [], workflow: { definition: runDefinition([]), with: {} } }
          : { agents: given.map((agent, number) => toAgent(`p${index}_${number}`, agent)) };
        const approval = hasApproval ? { approval: { prompt: 'Go?', onTimeout: 'reject' as const } } : {};
        return phaseDefinition(`p${index}`, 0, { ...without(rest), ...inside, ...approval, dependsOn });
      }),
      { maxWorkers },
    ),
  );

type Given = typeof agents extends fc.Arbitrary<infer Agent> ? Agent : never;

function toAgent(id: string, { forEach, ...rest }: Given): AgentDefinition {
  const list = Array.from({ length: forEach ?? 0 }, (_, index) => index);
  return { ...agentDefinition(id), ...without(rest), ...(forEach === undefined ? {} : { forEach: list }) };
}

/** The same without what makes the result depend on the order in which agents end. */
export const confluent = definitions.map((definition) => ({
  ...definition,
  phases: definition.phases.map((phase) => ({ ...phase, failFast: false })),
}));

/** What is done next, where it can be done. Otherwise one of those at work ends. */
export type Step = {
  readonly kind: 'end' | 'pause' | 'resume' | 'answer' | 'stop' | 'abandon' | 'carry';
  readonly which: number;
};
/** How something ends, by its name. */
export type Endings = (name: string) => AgentOutcome['status'];

export const scripts = (...more: Step['kind'][]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({ kind: fc.constantFrom<Step['kind']>('end', 'end', 'end', 'end', ...more), which: fc.nat(1000) }),
    {
      minLength: 40,
      maxLength: 40,
    },
  );

export const endings = (...more: AgentOutcome['status'][]): fc.Arbitrary<Endings> =>
  fc
    .array(fc.constantFrom<AgentOutcome['status']>('success', 'success', 'success', ...more), {
      minLength: 31,
      maxLength: 31,
    })
    .map((list) => (name: string) => list[hash(name) % list.length]!);

const hash = (name: string): number =>
  Array.from(name, (char) => char.charCodeAt(0)).reduce((sum, code) => (sum * 31 + code) % 100_003, 0);

interface Watch {
  started?(phase: PhaseState, task: TaskState | undefined, scheduler: Scheduler): void;
  /** There was nothing more to take. */
  rested?(scheduler: Scheduler): void;
}

interface Running {
  readonly name: string;
  readonly end: (scheduler: Scheduler, how: AgentOutcome['status']) => void;
}

/** Plays a script to the end of the run, however often it must be repeated for that. */
export function play(definition: RunDefinition, script: readonly Step[], ending: Endings, watch: Watch = {}) {
  let now = 0;
  const log: string[] = [];
  const options = {
    inputs: {},
    runId: 'run-1',
    startedAt: 0,
    now: () => now,
    cancel: (phase: PhaseState) => log.push(`cancel ${phase.definition.name}`),
  };
  let scheduler = new Scheduler(definition, options);
  const running: Running[] = [];
  const waiting = () => scheduler.phases.filter(({ status }) => status === 'waiting');
  const takeAll = () => {
    for (let work = scheduler.take(); work; work = scheduler.take()) {
      if (work.kind === 'approval') log.push(`ask ${work.phase.definition.name}`);
      else if (work.kind === 'workflow') {
        const { name } = work.phase.definition;
        running.push({ name, end: (to, how) => to.settleWorkflow(phaseOf(to, name), workflowOutcome(how)) });
        log.push(`start ${name}`);
        watch.started?.(work.phase, undefined, scheduler);
      } else {
        const { task } = work;
        const name = nameOf(task);
        running.push({ name, end: (to, how) => to.settle(task, agentOutcome(how, name)) });
        log.push(`start ${name}`);
        watch.started?.(task.agent.phase, task, scheduler);
      }
    }
    watch.rested?.(scheduler);
  };
  const endOne = (which: number) => {
    const [one] = running.splice(which % running.length, 1);
    const how = ending(one!.name);
    log.push(`end ${one!.name} ${how}`);
    one!.end(scheduler, how);
  };
  const answerOne = (which: number) => {
    const phase = waiting()[which % waiting().length]!;
    const approved = ending(`?${phase.definition.name}`) === 'success';
    log.push(`answer ${phase.definition.name}`);
    scheduler.answer(phase, approved, approved ? 'approved' : 'rejected');
  };
  takeAll();
  for (let at = 0; !scheduler.isOver; at++) {
    if (at > 5000) throw new Error(`the run is stuck: ${log.join(', ')}`);
    const { kind, which } = script[at % script.length]!;
    now++;
    if (kind === 'pause' || kind === 'resume') scheduler.paused = kind === 'pause';
    else if (kind === 'stop') {
      log.push('stop');
      scheduler.stop('stopped');
    } else if (kind === 'abandon' && scheduler.isStopped) {
      scheduler.abandon('abandoned');
      running.length = 0;
    } else if (kind === 'carry' && !scheduler.isStopped) {
      while (running.length > 0) endOne(which);
      if (!scheduler.isOver) {
        scheduler = new Scheduler(definition, { ...options, carried: carry(scheduler) });
        log.push('carry');
      }
    } else if (kind === 'answer' && waiting().length > 0) answerOne(which);
    else if (running.length > 0) endOne(which);
    else if (waiting().length > 0) answerOne(which);
    else if (scheduler.paused) scheduler.paused = false;
    else throw new Error(`nothing can happen any more: ${log.join(', ')}`);
    takeAll();
  }
  return { scheduler, log };
}

/** As it goes through the input of the run that goes on. */
function carry({ phases: all, error, paused }: Scheduler): CarriedRun {
  return JSON.parse(JSON.stringify({ startedAt: 0, error, paused, decisions: [], phases: carryPhases(all) }));
}

const phaseOf = (scheduler: Scheduler, name: string): PhaseState =>
  scheduler.phases.find(({ definition }) => definition.name === name)!;

export const nameOf = ({ agent, item }: TaskState): string => `${agent.definition.id}${item ? `#${item.index}` : ''}`;

const ERROR = { type: 'Error', message: 'no' };

function agentOutcome(status: AgentOutcome['status'], name: string): AgentOutcome {
  if (status === 'success') return { status, attempts: 1, output: name };
  return status === 'cancelled' ? { status, attempts: 1 } : { status, attempts: 1, error: ERROR };
}

function workflowOutcome(status: AgentOutcome['status']): WorkflowOutcome {
  if (status === 'success') return { status, outputs: { x: 1 } };
  return status === 'cancelled' ? { status } : { status: 'failed', error: ERROR };
}

const OPEN = new Set(['pending', 'waiting', 'running']);
export const isOver = ({ status }: PhaseState | AgentState | TaskState): boolean => !OPEN.has(status);
