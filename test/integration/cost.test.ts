import { expect, test } from 'vitest';
import { newProject } from './project.ts';

const agents = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `{ id: ${prefix}${index}, module: agents.all, class: Echo }`).join(', ');

test.each([
  ['a sequential phase', 6, `phases: [{ name: line, agents: [${agents(6, 'a')}] }]`],
  ['a parallel phase', 12, `phases: [{ name: fan, parallel: true, agents: [${agents(12, 'a')}] }]`],
  [
    'a diamond',
    8,
    `phases:
  - { name: top, agents: [${agents(1, 'a')}] }
  - { name: left, parallel: true, depends_on: [top], agents: [${agents(3, 'b')}] }
  - { name: right, depends_on: [top], agents: [${agents(3, 'c')}] }
  - { name: bottom, depends_on: [left, right], agents: [${agents(1, 'd')}] }`,
  ],
])(
  '%s costs what a hand-written workflow costs: 2 + 3W + 3A events, nothing else',
  async (_title, count, definition) => {
    const project = await newProject({ 'workflow.yaml': definition });
    await project.worker();
    const { result } = await project.run();
    const history = await (await project.client()).workflow.getHandle(result.workflow_id).fetchHistory();
    const events = history.events ?? [];
    const kinds = events.map((event) =>
      Object.keys(event)
        .find((key) => key.endsWith('EventAttributes'))!
        .replace('EventAttributes', ''),
    );
    const countOf = (kind: string) => kinds.filter((each) => each === kind).length;
    const tasks = countOf('workflowTaskCompleted');
    expect(countOf('activityTaskCompleted')).toBe(count);
    expect(events).toHaveLength(2 + 3 * tasks + 3 * count);
    expect([...new Set(kinds)].toSorted()).toEqual([
      'activityTaskCompleted',
      'activityTaskScheduled',
      'activityTaskStarted',
      'workflowExecutionCompleted',
      'workflowExecutionStarted',
      'workflowTaskCompleted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
    ]);
  },
);

test('agents in sequence are started eagerly and send no heartbeat, so that each costs three state transitions', async () => {
  const project = await newProject({ 'workflow.yaml': `phases: [{ name: line, agents: [${agents(10, 'a')}] }]` });
  await project.worker();
  const { result } = await project.run();
  const { raw } = await (await project.client()).workflow.getHandle(result.workflow_id).describe();
  // 1 for the start, 2 for each of the 11 workflow tasks, 1 for each agent's end.
  expect(Number(raw.workflowExecutionInfo?.stateTransitionCount)).toBe(1 + 2 * 11 + 10);
});

test('a run shows under its own name, with readable activities', async () => {
  const project = await newProject({
    'workflow.yaml': `{ name: pretty, description: What it is for, phases: [{ name: only, agents: [${agents(1, 'it')}] }] }`,
  });
  await project.worker();
  const { result } = await project.run();
  const handle = (await project.client()).workflow.getHandle(result.workflow_id);
  const description = await handle.describe();
  expect(description.type).toBe('pretty');
  expect(await description.staticSummary()).toBe('What it is for');
  const events = (await handle.fetchHistory()).events ?? [];
  const scheduled = events.find((event) => event.activityTaskScheduledEventAttributes);
  expect(scheduled?.activityTaskScheduledEventAttributes).toMatchObject({
    activityId: 'only/it0',
    activityType: { name: 'Echo' },
  });
  expect(String(scheduled?.userMetadata?.summary?.data)).toBe('"only: it0"');
});
