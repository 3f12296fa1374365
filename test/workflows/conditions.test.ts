import { describe, expect, test } from 'vitest';
import { agentDefinition, phaseDefinition } from './definitions.ts';
import { drive, FAILURE, gives, oneAgent } from './drive.ts';

describe('`if` of a phase', () => {
  test('a true one lets it start, a false one skips it with the values that decided', () => {
    const inputs = { env: 'dev', count: 3 };
    const phases = [
      phaseDefinition('a', 1, { if: 'inputs.count > 2' }),
      phaseDefinition('b', 2, { if: 'inputs.env == "prod" && inputs.count > 2' }),
    ];
    const { takeAll, phase, agents } = drive(phases, {}, { inputs });
    expect(takeAll()).toEqual(['a0']);
    const reason =
      'its condition `inputs.env == "prod" && inputs.count > 2` is false: inputs.env is "dev", inputs.count is 3';
    expect(phase('b')).toMatchObject({ status: 'skipped', reason });
    expect(phase('b').startedAt).toBeUndefined();
    expect(agents('b')).toEqual([
      ['skipped', reason],
      ['skipped', reason],
    ]);
  });

  test('it reads outputs and statuses of the phases before it', () => {
    const { takeAll, settle, phase } = drive([
      phaseDefinition('a', 1),
      phaseDefinition('full', 1, { dependsOn: ['a'], if: 'size(phases.a.outputs.a0) > 0' }),
      phaseDefinition('empty', 1, { dependsOn: ['a'], if: 'size(phases.a.outputs.a0) == 0' }),
      phaseDefinition('skipped', 1, { dependsOn: ['a'], if: 'phases.a.status == "failed"' }),
    ]);
    takeAll();
    expect(settle('a0', gives([1, 2]))).toEqual(['full0']);
    expect(phase('empty').reason).toBe(
      'its condition `size(phases.a.outputs.a0) == 0` is false: phases.a.outputs.a0 is [1,2]',
    );
    expect(phase('skipped').reason).toContain('phases.a.status is "success"');
  });

  test('one that cannot be evaluated fails the phase and the run, and the agents are skipped', () => {
    const { scheduler, takeAll, phase, agents } = drive([
      phaseDefinition('a', 1, { if: 'inputs.none > 1' }),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    expect(takeAll()).toEqual([]);
    const { error, status, reason } = phase('a');
    expect({ type: error?.type, status }).toEqual({ type: 'ExpressionFailed', status: 'failed' });
    expect(reason).toContain('none');
    expect(agents('a')).toEqual([['skipped', reason]]);
    expect(phase('b').status).toBe('blocked');
    expect(scheduler.error).toEqual({ ...error, phase: 'a', agent: null });
    expect(scheduler.isOver).toBe(true);
  });

  test('one that is no boolean fails the phase', () => {
    const { phase } = drive([phaseDefinition('a', 1, { if: 'inputs.count' })], {}, { inputs: { count: 3 } });
    expect(phase('a')).toMatchObject({ status: 'failed', error: { type: 'ExpressionFailed' } });
  });
});

describe('`if` of an agent', () => {
  const when = (id: string, condition: string) => ({ ...agentDefinition(id), if: condition });

  test('a false one skips the agent with the values, the others run and the phase succeeds', () => {
    const agents = [when('x', 'inputs.n > 2'), agentDefinition('y')];
    const { takeAll, settle, phase, agent } = drive(
      [phaseDefinition('a', 0, { agents })],
      {},
      {
        inputs: { n: 1 },
      },
    );
    expect(takeAll()).toEqual(['y']);
    settle('y');
    expect(agent('x')).toMatchObject({
      status: 'skipped',
      reason: 'its condition `inputs.n > 2` is false: inputs.n is 1',
      tasks: [{ status: 'skipped', attempts: 0 }],
    });
    expect(phase('a').status).toBe('success');
    expect(phase('a').reason).toBeUndefined();
  });

  test('in a sequential phase the next agent starts instead, and may read the agents before it', () => {
    const agents = [agentDefinition('x'), when('y', 'phases.a.outputs.x > 2'), when('z', 'phases.a.outputs.x == 2')];
    const { takeAll, settle, agent } = drive([phaseDefinition('a', 0, { agents, parallel: false })]);
    takeAll();
    expect(settle('x', gives(2))).toEqual(['z']);
    expect(agent('y').reason).toContain('phases.a.outputs.x is 2');
  });

  test('a phase whose agents are all skipped is skipped, and phases behind it start', () => {
    const { takeAll, phase } = drive(
      [
        phaseDefinition('a', 0, { agents: [when('x', 'inputs.n > 2'), when('y', 'false')] }),
        phaseDefinition('one', 0, { agents: [when('z', '1 > 2')] }),
        phaseDefinition('b', 1, { dependsOn: ['a', 'one'] }),
      ],
      {},
      { inputs: { n: 1 } },
    );
    expect(takeAll()).toEqual(['b0']);
    expect(phase('a')).toMatchObject({
      status: 'skipped',
      reason: 'all 2 agents were skipped; the first: its condition `inputs.n > 2` is false: inputs.n is 1',
    });
    expect(phase('one')).toMatchObject({ status: 'skipped', reason: 'its condition `1 > 2` is false' });
  });

  test('one that cannot be evaluated fails the agent without starting it', () => {
    const { scheduler, takeAll, agent, phase } = drive([oneAgent('a', { if: 'inputs.none' })]);
    expect(takeAll()).toEqual([]);
    expect(agent('a0').tasks[0]).toMatchObject({ status: 'failed', attempts: 0, error: { type: 'ExpressionFailed' } });
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" failed' });
    expect(scheduler.error).toMatchObject({ type: 'ExpressionFailed', phase: 'a', agent: 'a0' });
  });
});

describe('what an agent is started with', () => {
  test('`with` is rendered when the agent is about to start, and keeps types', () => {
    const given = { n: '${{ phases.a.outputs.a0.n + 1 }}', text: 'of ${{ run.id }}, $${x}', plain: [true, null] };
    const { takeAll, settle, inputOf } = drive([
      phaseDefinition('a', 1),
      oneAgent('b', { with: given }, { dependsOn: ['a'] }),
      phaseDefinition('c', 1),
    ]);
    takeAll();
    settle('a0', gives({ n: 1 }));
    expect(inputOf('b0')).toEqual({ n: 2, text: 'of run-1, ${x}', plain: [true, null] });
    expect(inputOf('c0')).toEqual({});
  });

  test('that of an agent with secrets stays in written form, and values of expressions cannot name one', () => {
    const given = { a: '${secret:TOKEN}', b: '$${x}', c: '${{ inputs.text }}' };
    const { takeAll, inputOf } = drive(
      [oneAgent('a', { with: given, secrets: ['TOKEN'] })],
      {},
      { inputs: { text: '${secret:OTHER}' } },
    );
    takeAll();
    expect(inputOf('a0')).toEqual({ a: '${secret:TOKEN}', b: '$${x}', c: '$${secret:OTHER}' });
  });

  test('the key of its cache is rendered, for each item of a for_each', () => {
    const { takeAll, cacheKeyOf } = drive(
      [
        oneAgent('a', { cache: { key: '${{ inputs.day }}/x' } }),
        oneAgent('b', { forEach: ['p', 'q'], cache: { key: '${{ item }}-${{ item_index }}', ttl: 1 } }),
        phaseDefinition('c', 1),
      ],
      {},
      { inputs: { day: 7 } },
    );
    takeAll();
    expect(['a0', 'b0#0', 'b0#1', 'c0'].map(cacheKeyOf)).toEqual(['7/x', 'p-0', 'q-1', undefined]);
  });

  test.each([
    ['with', { with: { n: '${{ phases.a.outputs.a0.none }}' } }],
    ['cache.key', { cache: { key: '${{ phases.a.outputs.a0.none }}' } }],
  ])('an expression in `%s` that cannot be evaluated fails the agent, which never starts', (_, agent) => {
    const { scheduler, takeAll, settle, phase } = drive([
      phaseDefinition('a', 1),
      oneAgent('b', agent, { dependsOn: ['a'] }),
    ]);
    takeAll();
    expect(settle('a0', gives({}))).toEqual([]);
    const [task] = phase('b').agents[0]!.tasks;
    expect(task).toMatchObject({ status: 'failed', attempts: 0, error: { type: 'ExpressionFailed' } });
    expect(phase('b')).toMatchObject({ status: 'failed', reason: 'agent "b0" failed' });
    expect(scheduler.error).toMatchObject({ phase: 'b', agent: 'b0' });
    expect(scheduler.running).toBe(0);
  });

  test('agents of on_failure and finally see the phases, the error and the status of the run before them', () => {
    const before = drive([phaseDefinition('a', 1)]);
    before.takeAll();
    before.settle('a0', FAILURE);
    const { variables } = before.scheduler;
    variables.status = 'failed';
    const given = {
      text: '${{ run.status }}: ${{ run.error.message }} in ${{ run.error.phase }}',
      a: '${{ phases.a.status }}',
    };
    const { takeAll, inputOf } = drive([oneAgent('on_failure', { with: given })], {}, { after: variables });
    takeAll();
    expect(inputOf('on_failure0')).toEqual({ text: 'failed: no in a', a: 'failed' });
  });
});
