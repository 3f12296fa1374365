import { testContext } from 'orchestrator/testing';
import { describe, expect, test } from 'vitest';
import { WaitAgent } from '../../../src/agents/builtin/wait-agent.ts';
import type { JsonObject } from '../../../src/definition/json.ts';

const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now();
  return [await work, performance.now() - startedAt];
}

describe('waits', () => {
  test.each([
    ['seconds', () => ({ seconds: 0.3 })],
    ['a duration', () => ({ duration: '300ms' })],
    ['a duration that is a number', () => ({ duration: 0.3 })],
    ['a moment', () => ({ until: soon(300) })],
  ])('for %s', async (_title, input) => {
    const before = Date.now();
    const [output, took] = await timed(new WaitAgent().run(testContext({ input: input() as JsonObject })));
    expect(took).toBeGreaterThan(270);
    expect(took).toBeLessThan(3000);
    const { until } = output as { until: string };
    expect(Math.abs(Date.parse(until) - before - 300)).toBeLessThan(400);
  });

  test.each([{ until: '2020-01-01T00:00:00Z' }, { seconds: 0 }])('not at all for %j', async (input) => {
    const context = testContext({ input });
    const [, took] = await timed(new WaitAgent().run(context));
    expect(took).toBeLessThan(2000);
    expect(context.recorded.checkpoints).toEqual([]);
  });

  test('as its config says, unless `with` says otherwise', async () => {
    const [, took] = await timed(
      new WaitAgent().run(testContext({ config: { seconds: 60 }, input: { seconds: 0.1 } })),
    );
    expect(took).toBeLessThan(3000);
  });

  test('and shows how far it is', async () => {
    const context = testContext({ input: { seconds: 1.5 } });
    await new WaitAgent().run(context);
    const [first, second] = context.recorded.progress;
    expect(first).toEqual({ fraction: 0, text: '1.5s left' });
    expect(second!.fraction).toBeGreaterThan(0.65);
    expect(second!.text).toMatch(/^\d+ms left$/);
  });
});

describe('another attempt', () => {
  test('waits for the same moment, which the first one kept', async () => {
    const first = testContext({ input: { duration: '3s' } });
    setTimeout(() => first.abort(new Error('the worker ended')), 2000);
    const [message] = await timed(new WaitAgent().run(first).catch((error: Error) => error.message));
    expect(message).toBe('the worker ended');
    const [lastCheckpoint] = first.recorded.checkpoints;
    const second = testContext({ input: { duration: '3s' }, attempt: 2, lastCheckpoint });
    const [, took] = await timed(new WaitAgent().run(second));
    expect(took).toBeLessThan(2000);
  });

  test('does not wait if the moment is over by then', async () => {
    const context = testContext({ input: { seconds: 60 }, lastCheckpoint: { until: Date.now() - 1 } });
    const [, took] = await timed(new WaitAgent().run(context));
    expect(took).toBeLessThan(2000);
  });
});

describe('ends at once', () => {
  test.each([
    ['when it is cancelled', 'abort'],
    ['when its worker shuts down, since the next one goes on', 'stop'],
  ] as const)('%s', async (_title, how) => {
    const context = testContext({ input: { duration: '365d' } });
    setTimeout(() => context[how](), 50);
    const [outcome, took] = await timed(new WaitAgent().run(context).catch(() => 'ended'));
    expect(outcome).toBe('ended');
    expect(took).toBeLessThan(3000);
  });
});

test.each([
  [{}, {}, 'with: write one of seconds, duration and until'],
  [{ seconds: 1, duration: '1s' }, {}, 'with.duration: write one of'],
  [{ seconds: -1 }, {}, 'with.seconds: Too small'],
  [{ duration: 'soon' }, {}, 'with.duration: not a duration'],
  [{ duration: '400d' }, {}, 'with.duration: not a duration over 0 and up to 365d'],
  [{}, { until: '2026-03-01T06:00:00' }, 'config.until: Invalid ISO datetime'],
  [{ second: 1 }, {}, 'with.second: there is no such setting'],
])('%j over %j is wrong: %s', async (input, config, message) => {
  await expect(new WaitAgent().run(testContext({ input, config }))).rejects.toMatchObject({
    name: 'bad-config',
    retryable: false,
    message: expect.stringContaining(message) as unknown,
  });
});
