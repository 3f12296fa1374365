import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
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

/** Events that a run has beyond `2 + 3W + 3A`, by kind. The prices stand in docs/engine.md. */
async function extrasOf(
  definition: string,
  files: Record<string, string> = {},
  drive?: (handle: WorkflowHandle) => Promise<unknown>,
): Promise<Record<string, number>> {
  const project = await newProject({ 'workflow.yaml': `defaults: { isolation: inline }\n${definition}`, ...files });
  await project.worker();
  const id = `price-${project.taskQueue}`;
  const handle = (await project.client()).workflow.getHandle(id);
  const running = project.run('--id', id);
  if (drive) {
    while ((await handle.describe().catch(() => undefined)) === undefined) await delay(20);
    await drive(handle);
  }
  await running;
  const { events } = await handle.fetchHistory();
  const extras = (events ?? [])
    .map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes'))!)
    .filter((kind) => !/^(activityTask|workflowTask|workflowExecution(Started|Completed))/.test(kind));
  return Object.fromEntries([...new Set(extras)].map((kind) => [kind, extras.filter((each) => each === kind).length]));
}

test.each([
  [
    'for_each, if, with and outputs',
    'phases: [{ name: a, if: "true", agents: [{ id: e, module: agents.all, class: Echo, if: item > 1, for_each: [1, 2, 3], with: { n: "${{ item }}" } }] }]\noutputs: { n: "${{ phases.a.outputs.e }}" }',
  ],
  [
    'on_failure, finally and continue_on_error',
    'phases: [{ name: a, continue_on_error: true, agents: [{ module: agents.all, class: Echo }] }]\nfinally: [{ module: agents.all, class: Echo }]',
  ],
  [
    'retries',
    'phases: [{ name: a, agents: [{ module: agents.all, class: Failing, with: { times: 2 }, retry: { retry_delay: 1ms } }] }]',
  ],
])('%s cost nothing beyond the agents that run', async (_title, definition) => {
  expect(await extrasOf(definition)).toEqual({});
});

test('a timeout of the run costs a timer, and its end', async () => {
  const definition = 'timeout: 1h\nphases: [{ name: a, agents: [{ module: agents.all, class: Echo }] }]';
  expect(await extrasOf(definition)).toEqual({ timerStartedEventAttributes: 1, timerCanceledEventAttributes: 1 });
});

test('an approval costs an update, and with a timeout also a timer', async () => {
  const definition = 'phases: [{ name: a, approval: { timeout: 1h }, agents: [{ module: agents.all, class: Echo }] }]';
  const approve = (handle: WorkflowHandle) => handle.executeUpdate('approve', { args: [{ phase: 'a' }] });
  expect(await extrasOf(definition, {}, approve)).toEqual({
    workflowExecutionUpdateAcceptedEventAttributes: 1,
    workflowExecutionUpdateCompletedEventAttributes: 1,
    timerStartedEventAttributes: 1,
    timerCanceledEventAttributes: 1,
  });
});

test('a sub-workflow costs the three events of a child workflow', async () => {
  const child = 'phases: [{ name: b, agents: [{ module: agents.all, class: Echo }] }]';
  expect(await extrasOf('phases: [{ name: a, workflow: ./child.yaml }]', { 'child.yaml': child })).toEqual({
    startChildWorkflowExecutionInitiatedEventAttributes: 1,
    childWorkflowExecutionStartedEventAttributes: 1,
    childWorkflowExecutionCompletedEventAttributes: 1,
  });
});

test('a place among runs with the same key costs an activity and three signals’ events', async () => {
  const definition =
    'concurrency: { key: "${{ run.id }}" }\nphases: [{ name: a, agents: [{ module: agents.all, class: Echo }] }]';
  expect(await extrasOf(definition)).toEqual({
    workflowExecutionSignaledEventAttributes: 1,
    signalExternalWorkflowExecutionInitiatedEventAttributes: 1,
    externalWorkflowExecutionSignaledEventAttributes: 1,
  });
});

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
