import { expect, test } from 'vitest';
import { runSpans } from '../../src/tracing/run-spans.ts';
import { runSpanId, traceIdOf } from '../../src/tracing/span-ids.ts';
import type { RunEnd } from '../../src/workflows/run-end.ts';

const home = { workflowId: 'run-1', runId: 'first' };
const times = { startedAt: 1_000, endedAt: 2_000 };
const end: RunEnd = {
  status: 'timed_out',
  ...times,
  phases: [
    {
      phase: 'a',
      status: 'failed',
      errorType: 'NoList',
      ...times,
      agents: [{ agent: 'x', item: 1, class: 'X', status: 'success', attempts: 0, cached: true, ...times }],
    },
  ],
};

const spansOf = (above: readonly string[], of = home) => [
  ...runSpans({ workflow: 'w', workflowId: of.workflowId }, end, { home: of, above }),
];

test('every worker gives a run, its phases and its agents the same ids, which are of the form that OpenTelemetry asks for', () => {
  const spans = spansOf([]);
  expect(spansOf([])).toEqual(spans);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(3);
  for (const { traceId, spanId } of spans) {
    expect(traceId).toMatch(/^[\da-f]{32}$/);
    expect(spanId).toMatch(/^[\da-f]{16}$/);
  }
});

test('another execution of the same Workflow ID is another trace', () => {
  const again = { ...home, runId: 'second' };
  expect(traceIdOf(again)).not.toBe(traceIdOf(home));
  expect(spansOf([], again)[1]!.spanId).not.toBe(spansOf([])[1]!.spanId);
});

test('a run has no parent, a phase has the run, and a sub-workflow the phase that it is', () => {
  const [run, phase, agent] = spansOf([]);
  expect([run!.parentId, phase!.parentId, agent!.parentId]).toEqual([undefined, run!.spanId, phase!.spanId]);
  const [inner, below] = spansOf(['a']);
  expect(inner!.parentId).toBe(phase!.spanId);
  expect(inner!.spanId).toBe(runSpanId(inner!.traceId, ['a']));
  expect(below!.attributes['orchestrator.phase']).toBe('a/a');
});

test('what failed or took too long is an error, with its type', () => {
  const [run, phase, agent] = spansOf([]);
  expect([run!.isFailed, phase!.isFailed, agent!.isFailed]).toEqual([true, true, false]);
  expect(run!.attributes).toEqual({
    'orchestrator.workflow': 'w',
    'orchestrator.workflow_id': 'run-1',
    'orchestrator.status': 'timed_out',
  });
  expect(phase!.attributes).toMatchObject({ 'orchestrator.status': 'failed', 'error.type': 'NoList' });
  expect(agent!.attributes).toMatchObject({ 'orchestrator.item_index': 1, 'orchestrator.cached': true });
});
