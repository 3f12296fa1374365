import { expect, test } from 'vitest';
import { formatLogLine, toJsonLine, toLogLine } from '../../src/serve/log.ts';
import { TRACEPARENT_FIELD } from '../../src/tracing/traceparent.ts';

const of = (meta: Record<string, unknown>) =>
  toLogLine({ level: 'INFO', message: 'one\ntwo', timestampNanos: 1_767_225_600_123_000_000n, meta } as Parameters<
    typeof toLogLine
  >[0]);
const document = (line: ReturnType<typeof of>) => JSON.parse(toJsonLine(line)) as unknown;

test('a line of JSON says which attempt it is of, and has what the agent gave beside it', () => {
  const line = of({
    activityId: 'p/a#3',
    workflowId: 'id',
    workflowRunId: 'run',
    attempt: 2,
    sdkComponent: 'activity',
    [TRACEPARENT_FIELD]: '00-aa-bb-01',
    rows: 5n,
    cause: new Error('why'),
  });
  expect(document(line)).toEqual({
    time: '2026-01-01T00:00:00.123Z',
    level: 'info',
    message: 'one\ntwo',
    workflow_id: 'id',
    run_id: 'run',
    phase: 'p',
    agent: 'a',
    item: 3,
    attempt: 2,
    trace_id: 'aa',
    span_id: 'bb',
    fields: { rows: '5', cause: 'why' },
  });
  expect(toJsonLine(line)).not.toContain('\n');
  expect(formatLogLine(line)).toContain('INFO  p/a#3  one');
  expect(formatLogLine(line)).not.toContain('00-aa');
});

test("the worker's own lines have nothing of an attempt", () => {
  expect(document(of({}))).toEqual({ time: '2026-01-01T00:00:00.123Z', level: 'info', message: 'one\ntwo' });
});
