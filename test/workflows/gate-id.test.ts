import { expect, test } from 'vitest';
import { gateId } from '../../src/workflows/gate-id.ts';

test('a key is part of the id', () => {
  expect(gateId('pipeline', 'prod')).toBe('orchestrator:gate/pipeline/prod');
  expect(gateId('pipeline', 'x'.repeat(800))).toContain('x'.repeat(800));
});

test('an id that Temporal would not take is shortened, and stays the key’s own', () => {
  const keys = [
    'x'.repeat(5_000),
    `${'x'.repeat(4_999)}y`,
    '日'.repeat(400),
    `${'日'.repeat(399)}本`,
    '🚗'.repeat(300),
  ];
  const ids = keys.map((key) => gateId('pipeline', key));
  expect(new Set(ids).size).toBe(keys.length);
  for (const id of ids) expect(Buffer.byteLength(id)).toBeLessThan(1_000);
  expect(gateId('pipeline', keys[0]!)).toBe(ids[0]);
});
