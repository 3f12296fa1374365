import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toJsonLine } from '../../src/serve/log.ts';
import { attributesOf } from '../../src/tracing/span.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/observability.md'), 'utf8');

/** What the first column of the table under this heading names. */
function namesIn(heading: string): string[] {
  const table = page.slice(page.indexOf(`| ${heading} `)).split('\n\n')[0]!;
  const names = table.split('\n').slice(2);
  return names.flatMap((row) => [...row.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
}

test('the page names every attribute that a span has, and no other', () => {
  const all = {
    workflow: 'w',
    workflowId: 'id',
    status: 'failed',
    phase: ['p'],
    agent: 'a',
    class: 'A',
    item: 0,
    attempt: 1,
    attempts: 1,
    cached: true,
    errorType: 'Error',
  } as const;
  const ofResource = 'service.instance.id';
  expect(namesIn('attribute').sort()).toEqual([...Object.keys(attributesOf(all)), ofResource].sort());
});

test('the page names every field of a line in JSON, and no other', () => {
  const line = toJsonLine({
    level: 'INFO',
    time: new Date(),
    message: 'm',
    agent: 'p/a#1',
    workflowId: 'id',
    runId: 'run',
    attempt: 1,
    traceparent: '00-aa-bb-01',
    fields: { n: 1 },
  });
  expect(namesIn('field').sort()).toEqual(Object.keys(JSON.parse(line) as object).sort());
});
