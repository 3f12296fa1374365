import { expect, test } from 'vitest';
import { newProject } from './project.ts';

const AGENT = `export class Quota {
  async run({ attempt }) {
    if (attempt === 1) throw Object.assign(new Error('the quota is used up'), { retryAfter: 700 });
    return attempt;
  }
}
export class Broken {
  async run() {
    await Promise.resolve();
    throw new Error('broken');
  }
}`;

const ISOLATIONS = ['process', 'thread', 'inline'] as const;
const agents = (name: string, more = '') =>
  ISOLATIONS.map(
    (isolation) => `{ id: ${isolation}, module: agents.quota, class: ${name}, isolation: ${isolation}${more} }`,
  );

test('the next attempt starts when the error says, whatever the pause of retry', { timeout: 60_000 }, async () => {
  const project = await newProject({
    'agents/quota.mjs': AGENT,
    'workflow.yaml': `defaults: { retry: { max_retries: 1, retry_delay: 1h } }
phases: [{ name: a, parallel: true, agents: [${agents('Quota').join(', ')}] }]`,
  });
  await project.worker();
  const { result } = await project.run();
  expect(result.status).toBe('success');
  for (const agent of result.results[0]!.agents) {
    expect(agent).toMatchObject({ attempts: 2, output: 2 });
    expect(agent.duration).toBeGreaterThanOrEqual(0.7);
  }
});

test("the history, and so the Web UI, has the agent's frames and no others", { timeout: 60_000 }, async () => {
  const project = await newProject({
    'agents/quota.mjs': AGENT,
    'workflow.yaml': `defaults: { retry: { max_retries: 0 } }
phases: [{ name: a, parallel: true, agents: [${agents('Broken').join(', ')}] }]`,
  });
  await project.worker();
  const { result } = await project.run();
  const client = await project.client();
  const { events } = await client.workflow.getHandle(result.workflow_id).fetchHistory();
  const stacks = events!.flatMap(({ activityTaskFailedEventAttributes: failed }) => failed?.failure?.stackTrace ?? []);
  expect(stacks).toHaveLength(3);
  for (const stack of stacks) expect(stack).toMatch(/^Error: broken\n    at Broken\.run \(\S+quota\.mjs\S*:10:11\)$/);
});
