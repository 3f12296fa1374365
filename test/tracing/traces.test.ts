import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openOtlpTarget } from '../../src/tracing/otlp-target.ts';
import { createTraces } from '../../src/tracing/traces.ts';
import type { AgentEnd } from '../../src/workflows/run-end.ts';
import { openCollector } from '../integration/collector.ts';

const addressOf = async (workflowId: string, runId: string) => ({
  home: { workflowId, runId },
  above: [],
  isOver: false,
});
const run = { workflow: 'w', workflowId: 'id', runId: 'run' };
const times = { startedAt: 1_700_000_000_123, endedAt: 1_700_000_001_456 };

test('more spans than may wait are sent, when a run ends that has them', async () => {
  const { url, spans } = await openCollector();
  const target = await openOtlpTarget({ url, version: '0', onProblem: (problem) => expect.unreachable(problem) });
  const traces = createTraces({ addressOf, target });
  const agents = Array.from({ length: 5_000 }, (_, item): AgentEnd => {
    return { agent: 'many', item, class: 'Many', status: 'success', attempts: 1, ...times };
  });
  traces.runEnded(run, {
    status: 'success',
    ...times,
    phases: [{ phase: 'p', status: 'success', ...times, agents }],
  });
  await traces.close();
  expect(spans).toHaveLength(5_002);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(5_002);
  expect(spans[0]).toMatchObject({
    name: 'run w',
    startTimeUnixNano: '1700000000123000000',
    endTimeUnixNano: '1700000001456000000',
  });
});

test('an end is not held up for longer than three seconds by a collector that does not answer', async () => {
  const target = {
    send() {},
    flush: () => delay(60_000, undefined, { ref: false }),
    close: () => delay(60_000, undefined, { ref: false }),
  };
  const traces = createTraces({ addressOf, target });
  const startedAt = performance.now();
  await traces.close();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test('a collector that refuses spans is told of once', async () => {
  const problems: string[] = [];
  const { url } = await openCollector();
  const target = await openOtlpTarget({
    url: `${url}/nowhere`,
    version: '0',
    onProblem: (problem) => problems.push(problem),
  });
  const traces = createTraces({ addressOf, target });
  for (let attempt = 1; attempt <= 2; attempt++) {
    const span = await traces.begin({ ...run, activityId: 'p/a', attempt, class: 'A' });
    span.end({ status: 'success' });
    await target.flush();
  }
  await traces.close();
  expect(problems).toEqual([expect.stringMatching(/^traces cannot be sent.*Not Found/)]);
});
