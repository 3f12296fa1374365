import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { newProject } from './project.ts';

const agents = (count: number, prefix: string, more = '') =>
  Array.from({ length: count }, (_, index) => `{ id: ${prefix}${index}, module: agents.all, class: Echo${more} }`).join(
    ', ',
  );

/** What was planned, and what it came to. */
async function planAndRun(workflow: string, files: Readonly<Record<string, string>> = {}) {
  const project = await newProject({ 'workflow.yaml': `defaults: { isolation: inline }\n${workflow}`, ...files });
  const { stdout } = await project.cli('plan', '-f', 'workflow.yaml', '--json');
  await project.worker();
  const { result } = await project.run();
  const client = await project.client();
  const own = await client.workflow.getHandle(result.workflow_id).describe();
  return { plan: JSON.parse(stdout) as Plan, events: own.historyLength, bytes: own.historySize ?? 0, client, result };
}

test.each([
  ['agents one after another', `phases: [{ name: line, agents: [${agents(10, 'a')}] }]`],
  ['some of them at the end', `finally: [${agents(2, 'f')}]\nphases: [{ name: line, agents: [${agents(3, 'a')}] }]`],
  [
    'told much',
    `config: { s: { text: ${'x'.repeat(20_000)} } }\nphases: [{ name: line, agents: [${agents(5, 'a', ', config_key: s, with: { ms: 1 }').replaceAll('Echo', 'Sleeper')}] }]`,
  ],
])('%s: the events are exactly those that were planned, the bytes about', async (_title, workflow) => {
  const { plan, events, bytes } = await planAndRun(workflow);
  expect(plan.events).toBe(events);
  expect(plan.history_bytes / bytes).toBeGreaterThan(0.6);
  expect(plan.history_bytes / bytes).toBeLessThan(1.6);
});

test('side by side there are no more than were planned, for ends that come together share a workflow task', async () => {
  const { plan, events } = await planAndRun(
    `phases: [{ name: fan, parallel: true, agents: [${agents(20, 'a')}] }, { name: each, depends_on: [fan], agents: [{ id: e, module: agents.all, class: Echo, for_each: [1, 2, 3] }] }]`,
  );
  expect(plan.agents).toBe(23);
  expect(events).toBeLessThanOrEqual(plan.events);
  // All ends of the fan together, and all items together.
  expect(events).toBeGreaterThanOrEqual(2 + 3 * 3 + 3 * 23);
});

test('a sub-workflow’s history is part of what was planned', async () => {
  const { plan, events, client, result } = await planAndRun('phases: [{ name: sub, workflow: ./child.yaml }]', {
    'child.yaml': `defaults: { isolation: inline }\nphases: [{ name: line, agents: [${agents(4, 'a')}] }]`,
  });
  const child = await client.workflow.getHandle(`${result.workflow_id}/sub`).describe();
  expect(plan).toMatchObject({ agents: 4, children: 1 });
  expect(child.historyLength).toBe(2 + 3 * 5 + 3 * 4);
  // The child may be over before its parent has been told that it started.
  expect(plan.events - events - child.historyLength).toBeOneOf([0, 3]);
});
