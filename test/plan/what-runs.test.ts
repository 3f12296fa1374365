import { describe, expect, test } from 'vitest';
import { planOf } from '../../src/plan/plan.ts';
import { planText } from '../../src/plan/plan-text.ts';
import type { ReusedRun } from '../../src/workflows/reuse.ts';
import { aDefinition } from './a-definition.ts';

const COLORS = { bold: (text: string) => text, dim: (text: string) => text };
const SUB = { 'sub.yaml': 'phases: [{ name: a, agents: [{ id: x, module: m, class: A }] }]' };

const DEFINITION = aDefinition(
  `
inputs: { roads: { type: array } }
phases:
  - { name: list, agents: [{ id: names, module: m, class: A }] }
  - { name: sub, workflow: ./sub.yaml }
  - name: fetch
    parallel: true
    depends_on: [list, sub]
    approval: {}
    agents:
      - { id: each, module: m, class: A, for_each: "\${{ phases.list.outputs.names }}" }
      - { id: fixed, module: m, class: A, for_each: [1, 2, 3] }
      - { id: open, module: m, class: A, for_each: "\${{ phases.fetch0.outputs.x }}" }
      - { id: one, module: m, class: A }
  - { name: fetch0, agents: [{ id: x, module: m, class: A }] }
  - { name: last, depends_on: [fetch], agents: [{ id: end, module: m, class: A }] }
finally: [{ id: tidy, module: m, class: A }]
`.replace('depends_on: [list, sub]', 'depends_on: [list, sub, fetch0]'),
  SUB,
);

const PAST: ReusedRun = {
  workflowId: 'before',
  outputs: { list: { names: ['a', 'b', 'c'] }, sub: { n: 3 }, fetch: { one: 1 } },
  items: {
    fetch: {
      each: [
        [0, 'a', 'A'],
        [1, 'other', 'B'],
        [2, 'c', 'C'],
      ],
      fixed: [
        [0, 1, 1],
        [1, 2, 2],
        [2, 3, 3],
      ],
      open: [[4, 'x', 'X']],
    },
  },
};

const planned = (past: Partial<ReusedRun> = {}) =>
  planOf(DEFINITION, { roads: [] }, { payloadsAreKept: false, reuse: { ...PAST, ...past } });

/** `phase/agent`: what becomes of it, items that are reused of those there are. */
const shares = (plan: ReturnType<typeof planned>) =>
  plan.phases.map(({ name, reused, skipped, agents }) => [
    name,
    reused ? 'reused' : skipped ? 'skipped' : 'runs',
    ...agents.map((agent) =>
      [
        agent.id,
        agent.reused ? 'reused' : agent.skipped ? 'skipped' : 'runs',
        ...(agent.reused_items === undefined ? [] : [`${agent.reused_items} of ${agent.items}`]),
      ].join(' '),
    ),
  ]);

describe('the plan of a rerun', () => {
  test('marks what is reused: items at the same place with the same value, of a list that may be a reused output', () => {
    expect(shares(planned())).toEqual([
      ['list', 'reused', 'names reused'],
      ['sub', 'reused'],
      ['fetch0', 'runs', 'x runs'],
      ['fetch', 'runs', 'each runs 2 of 3', 'fixed reused 3 of 3', 'open runs 1 of null', 'one reused'],
      ['last', 'runs', 'end runs'],
    ]);
  });

  test('counts only what runs', () => {
    // Of fetch the item b, and then x, end and tidy; an approval; no sub-workflow.
    expect(planned()).toMatchObject({ from_run: 'before', agents: 4, children: 0 });
    expect(planned().events).toBe(2 + 3 * (1 + 4 + 1) + 3 * 4 + 2);
    expect(planned({ outputs: {}, items: {} })).toMatchObject({ agents: 9, children: 1 });
  });

  test('has the earlier outputs among the bytes that the run starts with', () => {
    const large = planned({ outputs: { ...PAST.outputs, list: { names: ['a', 'b', 'c'], x: 'x'.repeat(50_000) } } });
    expect(large.history_bytes - planned().history_bytes).toBeGreaterThan(50_000);
  });

  test('leaves out all but the only phase that may run', () => {
    const plan = planned({ only: 'fetch', items: { fetch: PAST.items!['fetch']! } });
    expect(shares(plan)).toEqual([
      ['list', 'reused', 'names reused'],
      ['sub', 'reused'],
      ['fetch0', 'skipped', 'x skipped'],
      ['fetch', 'runs', 'each runs 2 of 3', 'fixed reused 3 of 3', 'open runs 1 of null', 'one reused'],
      ['last', 'skipped', 'end skipped'],
    ]);
    expect(plan).toMatchObject({ agents: 2, children: 0 });
  });

  test('asks nobody to approve a phase that is reused as a whole', () => {
    const gated = aDefinition('phases: [{ name: a, approval: {}, agents: [{ id: x, module: m, class: A }] }]');
    const reuse = { workflowId: 'before', outputs: { a: { x: 1 } } };
    expect(planOf(gated, {}, { payloadsAreKept: false, reuse }).events).toBe(2 + 3);
  });

  test('is shown to people with a word for each', () => {
    const text = planText('w', { ...planned({ only: 'fetch' }), problems: [] }, COLORS);
    expect(text).toContain('list  reused\n  names  A  reused\n');
    expect(text).toContain('sub  reused\n');
    expect(text).toContain('fetch0  does not run\n  x  A  does not run\n');
    expect(text).toContain('each   A  for each of 3 items · reused for 2 items · no timeout');
    expect(text).toContain('fixed  A  reused, 3 items\n');
    expect(text).toContain('known during the run · reused for at most 1 item · no timeout');
    expect(text).toMatch(/w: at least 2 agents, .* what is reused is not counted: its output is that of run before\n$/);
  });
});
