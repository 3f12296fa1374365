import { Agent, type AgentContext } from 'orchestrator/agent';
import { testContext } from 'orchestrator/testing';
import { expect, test } from 'vitest';

interface Roads {
  readonly roads: readonly string[];
}

class CountingAgent extends Agent<Roads, number> {
  async run({ config, signal, ...context }: AgentContext<Roads>): Promise<number> {
    const done = Number(context.lastCheckpoint ?? 0);
    for (const [index, road] of config.roads.entries()) {
      if (index < done) continue;
      signal.throwIfAborted();
      context.log.info('counted', { road });
      context.metrics.counter('cars', 3, { kind: 'lorry' });
      context.checkpoint(index + 1);
      context.progress((index + 1) / config.roads.length, road);
    }
    return config.roads.length - done;
  }
}

test('what an agent says is kept, in order', async () => {
  const context = testContext({ config: { roads: ['A1', 'A2'] } });
  expect(await new CountingAgent().run(context)).toBe(2);
  expect(context.recorded).toEqual({
    progress: [
      { fraction: 0.5, text: 'A1' },
      { fraction: 1, text: 'A2' },
    ],
    checkpoints: [1, 2],
    logs: [
      { level: 'info', message: 'counted', fields: { road: 'A1' } },
      { level: 'info', message: 'counted', fields: { road: 'A2' } },
    ],
    metrics: [
      { kind: 'counter', name: 'cars', value: 3, labels: { kind: 'lorry' } },
      { kind: 'counter', name: 'cars', value: 3, labels: { kind: 'lorry' } },
    ],
  });
});

test('an attempt can begin where another one left off', async () => {
  const context = testContext({ config: { roads: ['A1', 'A2', 'A3'] }, lastCheckpoint: 2, attempt: 2 });
  expect(await new CountingAgent().run(context)).toBe(1);
  expect(context.attempt).toBe(2);
});

test('an agent can be ended in the middle of its work', async () => {
  const context = testContext({
    config: { roads: ['A1', 'A2', 'A3'] },
    onProgress: () => context.abort(new Error('enough')),
  });
  await expect(new CountingAgent().run(context)).rejects.toThrow('enough');
  expect(context.recorded.checkpoints).toEqual([1]);
  expect(context.stopping.aborted).toBe(false);
  context.stop();
  expect(context.stopping.aborted).toBe(true);
});

test('what is no JSON throws with its place, and what is kept does not change with the original', () => {
  const context = testContext();
  const state = { at: 1 };
  context.checkpoint(state);
  state.at = 2;
  expect(context.recorded.checkpoints).toEqual([{ at: 1 }]);
  expect(() => context.checkpoint({ at: Number.NaN })).toThrow('checkpoint.at is NaN');
  expect(() => context.log.info('odd', { at: Number.NaN })).toThrow('fields.at is NaN');
});
