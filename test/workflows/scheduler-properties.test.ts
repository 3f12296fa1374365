import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dependency } from '../../src/definition/run-definition.ts';
import type { AgentState, PhaseState, TaskState } from '../../src/workflows/phase-state.ts';
import type { Scheduler } from '../../src/workflows/scheduler.ts';
import { toPhaseResults } from '../../src/workflows/to-result.ts';
import { confluent, definitions, endings, isOver, play, scripts } from './simulate.ts';

const anyScript = scripts('pause', 'resume', 'answer');
const anyEnding = endings('failed', 'timed_out', 'cancelled');

const failed = ({ status }: PhaseState | AgentState | TaskState) => status === 'failed' || status === 'timed_out';
const endedWell = (phase: PhaseState) =>
  phase.status === 'success' || phase.status === 'skipped' || (failed(phase) && phase.definition.continueOnError);

/** The rule of an edge, said in another way than the scheduler says it. */
const isMet = ({ when }: Dependency, on: PhaseState): boolean =>
  ({
    success: on.status === 'success',
    failed: on.status === 'failed',
    skipped: on.status === 'skipped',
    completed: on.status !== 'cancelled',
    plain: endedWell(on),
  })[when ?? 'plain'];

const edgesOf = ({ definition }: PhaseState, { phases }: Scheduler) =>
  definition.dependsOn.map((edge) => ({ edge, on: phases.find((phase) => phase.definition.name === edge.phase)! }));

const allMet = (phase: PhaseState, scheduler: Scheduler) =>
  edgesOf(phase, scheduler).every(({ edge, on }) => isOver(on) && isMet(edge, on));

const atWork = (tasks: readonly TaskState[]) => tasks.filter(({ status }) => status === 'running').length;
const tasksOf = ({ agents }: PhaseState) => agents.flatMap(({ tasks }) => tasks);

/** A failure that counts: of the agent as a whole, or of one of its tasks. */
const hasFailure = ({ definition, error, tasks }: AgentState) =>
  !definition.continueOnError && (error !== undefined || tasks.some(failed));

/** Whether something of a phase should be at work by now, but for the limit of the run. */
function shouldStart(phase: PhaseState, scheduler: Scheduler): boolean {
  const { definition, agents, status } = phase;
  if (isOver(phase) || status === 'waiting' || !allMet(phase, scheduler)) return false;
  if (definition.workflow) return status === 'pending';
  if (definition.failFast && agents.some(hasFailure)) return false;
  if (atWork(tasksOf(phase)) >= (definition.maxWorkers ?? Infinity)) return false;
  return agents.some((agent, index) => {
    const mayBegin = definition.parallel || agents.slice(0, index).every(isOver);
    const isLeft = agent.tasks.some((task) => task.status === 'pending') || agent.status === 'pending';
    return mayBegin && isLeft && !isOver(agent) && atWork(agent.tasks) < (agent.definition.maxWorkers ?? Infinity);
  });
}

test('nothing starts before the dependencies of its phase are over and met, nor what a condition or a failure excludes', () => {
  fc.assert(
    fc.property(definitions, anyScript, anyEnding, (definition, script, ending) => {
      play(definition, script, ending, {
        started(phase, task, scheduler) {
          expect(allMet(phase, scheduler)).toBe(true);
          expect([undefined, 'true']).toContain(phase.definition.if);
          expect(phase.status).toBe('running');
          expect(scheduler.paused).toBe(false);
          if (!task) return;
          expect([undefined, 'true']).toContain(task.agent.definition.if);
          const before = phase.agents.slice(0, phase.agents.indexOf(task.agent));
          if (phase.definition.parallel) return;
          expect(before.every(isOver)).toBe(true);
          expect(before.some(hasFailure)).toBe(false);
        },
      });
    }),
    { numRuns: 1_000 },
  );
});

test('no limit is ever exceeded: of the run, of a phase, of an agent', () => {
  fc.assert(
    fc.property(definitions, scripts('pause', 'resume', 'answer', 'carry'), anyEnding, (definition, script, ending) => {
      play(definition, script, ending, {
        started(phase, task, scheduler) {
          const workflows = scheduler.phases.filter(
            (each) => each.definition.workflow && each.status === 'running',
          ).length;
          const all = workflows + atWork(scheduler.phases.flatMap(tasksOf));
          expect(scheduler.running).toBe(all);
          expect(all).toBeLessThanOrEqual(definition.maxWorkers);
          expect(atWork(tasksOf(phase))).toBeLessThanOrEqual(phase.definition.maxWorkers ?? Infinity);
          if (task) expect(atWork(task.agent.tasks)).toBeLessThanOrEqual(task.agent.definition.maxWorkers ?? Infinity);
        },
      });
    }),
    { numRuns: 1_000 },
  );
});

test('with room under the limits, nothing that may start waits', () => {
  fc.assert(
    fc.property(definitions, scripts('pause', 'resume', 'answer', 'carry'), anyEnding, (definition, script, ending) => {
      play(definition, script, ending, {
        rested(scheduler) {
          if (scheduler.paused || scheduler.running >= definition.maxWorkers) return;
          expect(scheduler.phases.filter((phase) => shouldStart(phase, scheduler))).toEqual([]);
        },
      });
    }),
    { numRuns: 1_000 },
  );
});

test('everything that can run does run, and the rest is what its dependencies, conditions and failures make of it', () => {
  fc.assert(
    fc.property(definitions, anyScript, anyEnding, (definition, script, ending) => {
      const { scheduler } = play(definition, script, ending);
      for (const phase of scheduler.phases) {
        const unmet = edgesOf(phase, scheduler).filter(({ edge, on }) => !isMet(edge, on));
        const blocks = unmet.some(({ on }) => !endedWell(on));
        expect(phase.status === 'blocked').toBe(blocks);
        expect(phase.status).not.toBe('cancelled');
        if (blocks) continue;
        if (unmet.length > 0) expect(phase.status).toBe('skipped');
        else if (phase.definition.if === 'false') expect(phase.status).toBe('skipped');
        else if (phase.error === undefined) expectRan(phase);
      }
    }),
    { numRuns: 1_000 },
  );
});

/** Of a phase that could start: each of its agents did, but for those that a condition or a failure excludes. */
function expectRan({ definition, agents, status }: PhaseState): void {
  if (definition.workflow) return expect(['success', 'failed']).toContain(status);
  const failures = agents.filter(hasFailure);
  for (const [index, agent] of agents.entries()) {
    const isCut =
      failures.length > 0 && (definition.failFast || (!definition.parallel && agents.slice(0, index).some(hasFailure)));
    if (isCut) continue;
    const excluded =
      agent.definition.if === 'false' ? 'skipped' : agent.definition.if === 'inputs.none' ? 'failed' : '';
    for (const task of agent.tasks)
      expect(excluded ? [excluded] : ['success', 'failed', 'timed_out']).toContain(task.status);
  }
  expect(status === 'failed').toBe(failures.length > 0);
  if (failures.length > 0) return;
  expect(status).toBe(agents.every((agent) => agent.status === 'skipped') ? 'skipped' : 'success');
}

test('each phase, agent and item ends in exactly one state, with a reason unless it plainly succeeded, and nothing is left', () => {
  fc.assert(
    fc.property(
      definitions,
      scripts('pause', 'resume', 'answer', 'carry', 'stop', 'abandon'),
      anyEnding,
      (definition, script, ending) => {
        const ended = new Map<string, string>();
        const changed: string[] = [];
        const keep = (name: string, state: PhaseState | AgentState | TaskState) => {
          if ((ended.get(name) ?? state.status) !== state.status) changed.push(name);
          if (isOver(state)) ended.set(name, state.status);
        };
        const { scheduler } = play(definition, script, ending, {
          rested({ phases }) {
            for (const phase of phases) {
              keep(phase.definition.name, phase);
              for (const agent of phase.agents) {
                keep(agent.definition.id, agent);
                for (const [index, task] of agent.tasks.entries()) keep(`${agent.definition.id}#${index}`, task);
              }
            }
          },
        });
        expect(changed).toEqual([]);
        expect(scheduler.running).toBe(0);
        expect(scheduler.isOver).toBe(true);
        expect(scheduler.take()).toBeUndefined();
        for (const phase of scheduler.phases) {
          expect(isOver(phase)).toBe(true);
          if (phase.status !== 'success') expect(phase.reason).toBeTruthy();
          expect(phase.approval).toBeUndefined();
          for (const agent of phase.agents) {
            expect(isOver(agent)).toBe(true);
            if (agent.status !== 'success') expect(agent.reason ?? agent.error ?? agent.tasks[0]?.error).toBeTruthy();
            for (const task of agent.tasks) {
              expect(isOver(task)).toBe(true);
              if (task.status !== 'success') expect(task.reason ?? task.error).toBeTruthy();
              expect(task.finishedAt === undefined).toBe(task.startedAt === undefined);
            }
          }
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test('the run has an error if and only if a phase has failed and that is not tolerated', () => {
  fc.assert(
    fc.property(definitions, scripts('answer', 'carry', 'stop'), anyEnding, (definition, script, ending) => {
      const { scheduler } = play(definition, script, ending);
      const bad = scheduler.phases.filter((phase) => failed(phase) && !phase.definition.continueOnError);
      expect(scheduler.error === null).toBe(bad.length === 0);
      if (scheduler.error) expect(bad.map((phase) => phase.definition.name)).toContain(scheduler.error.phase);
    }),
    { numRuns: 1_000 },
  );
});

test('what is at work is asked to be cancelled once, where a phase with fail_fast has failed, and nowhere else', () => {
  fc.assert(
    fc.property(definitions, anyScript, anyEnding, (definition, script, ending) => {
      const { scheduler, log } = play(definition, script, ending);
      const asked = log.filter((line) => line.startsWith('cancel ')).sort();
      const expected = scheduler.phases
        .filter((phase) => phase.definition.failFast && phase.agents.some(hasFailure))
        .map((phase) => `cancel ${phase.definition.name}`)
        .sort();
      expect(asked).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test('the same order of events gives the same commands in the same order', () => {
  fc.assert(
    fc.property(
      definitions,
      scripts('pause', 'resume', 'answer', 'carry', 'stop'),
      anyEnding,
      (definition, script, ending) => {
        expect(play(definition, script, ending).log).toEqual(play(definition, script, ending).log);
      },
    ),
    { numRuns: 500 },
  );
});

test('after a stop nothing starts and nothing is asked', () => {
  fc.assert(
    fc.property(definitions, anyScript, anyEnding, fc.nat(20), (definition, script, ending, at) => {
      const stopping = [...script.slice(0, at), { kind: 'stop' as const, which: 0 }, ...script.slice(at)];
      const { log } = play(definition, stopping, ending);
      const after = log.includes('stop') ? log.slice(log.indexOf('stop')) : [];
      expect(after.filter((line) => /^(start|ask)/.test(line))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

/** The result, without times. */
const resultOf = ({ phases }: Scheduler) =>
  JSON.parse(JSON.stringify(toPhaseResults(phases, 0), (key, value) => (/duration|_at$/.test(key) ? null : value)));

test('without fail_fast the result does not depend on the order in which agents end, on limits or on pauses', () => {
  fc.assert(
    fc.property(
      confluent,
      anyScript,
      anyScript,
      anyEnding,
      fc.integer({ min: 1, max: 8 }),
      (definition, one, other, ending, maxWorkers) => {
        const first = play(definition, one, ending);
        const second = play({ ...definition, maxWorkers }, other, ending);
        expect(resultOf(second.scheduler)).toEqual(resultOf(first.scheduler));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a run that continues as new, wherever that is, comes to the same result', () => {
  fc.assert(
    fc.property(
      confluent,
      anyScript,
      scripts('answer', 'carry', 'carry', 'pause', 'resume'),
      anyEnding,
      (definition, one, other, ending) => {
        const whole = play(definition, one, ending);
        const carried = play(definition, other, ending);
        expect(resultOf(carried.scheduler)).toEqual(resultOf(whole.scheduler));
      },
    ),
    { numRuns: 1_000 },
  );
});
