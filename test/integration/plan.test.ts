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

test('--from-run says what a rerun would use and what it would run, which is what the rerun then does', async () => {
  const project = await newProject({
    'agents/maybe.mjs': `import { existsSync } from 'node:fs';
export class Maybe { run({ item }) { if (item === 'b' && !existsSync('fixed')) throw new Error('not yet'); return item; } }`,
    'workflow.yaml': `defaults: { isolation: inline, retry: { max_retries: 0 } }
inputs: { names: { type: array } }
phases:
  - { name: first, agents: [${agents(2, 'a')}] }
  - { name: each, depends_on: [first], agents: [{ id: e, module: agents.maybe, class: Maybe, for_each: "\${{ inputs.names }}" }] }
  - { name: last, depends_on: [each], agents: [${agents(1, 'z')}] }`,
  });
  await project.worker();
  const { result } = await project.run('--input', 'names=[a, b, c]');
  expect(result.status).toBe('failed');
  const again = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.cli(...args, '--json', '--task-queue', project.taskQueue);
    expect(stderr).toBe('');
    return { code, document: JSON.parse(stdout) as Plan & { error?: object } };
  };

  const { code, document: plan } = await again('plan', '--from-run', result.workflow_id);
  expect(code).toBe(0);
  expect(plan).toMatchObject({ from_run: result.workflow_id, agents: 2, problems: [] });
  expect(plan.phases[0]).toMatchObject({ reused: true, agents: [{ reused: true }, { reused: true }] });
  expect(plan.phases[1]!.agents[0]).toMatchObject({ items: 3, reused_items: 2 });
  const from = await again('plan', '--from-run', '@last', '--from', 'first');
  expect(from.document).toMatchObject({ agents: 6 });
  const only = await again('plan', '--from-run', '@last', '--only', 'last');
  expect(only.document.phases.map(({ reused, skipped }) => [reused, skipped])).toEqual([
    [true, undefined],
    [true, undefined],
    [undefined, undefined],
  ]);

  const today = `phases: [{ name: first, agents: [${agents(3, 'a')}] }]\ninputs: { names: { type: array } }`;
  await project.write({ 'today.yaml': today, fixed: '' });
  const latest = await again('plan', '--from-run', '@last', '--latest', '-f', 'today.yaml');
  expect(latest.document.phases[0]!.agents.map(({ reused }) => reused)).toEqual([true, true, undefined]);

  const rerun = await project.cli('rerun', '@last', '--json', '--task-queue', project.taskQueue);
  const ran = JSON.parse(rerun.stdout) as typeof result;
  const client = await project.client();
  const { historyLength } = await client.workflow.getHandle(ran.workflow_id).describe();
  expect(ran.status).toBe('success');
  expect(plan.events).toBe(historyLength);
});
