import { WorkflowFailedError, type ApplicationFailure, type Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { phaseDefinition, runDefinition } from '../workflows/definitions.ts';
import { newProject, type Project } from './project.ts';

/** Whoever reaches Temporal can start a run, with anything in it. */
const input = (rest: object) => ({
  interpreter: 1,
  definition: runDefinition([phaseDefinition('a', 1)]),
  definitionHash: 'sha256:0',
  inputs: {},
  ...rest,
});

async function failureOf(project: Project, client: Client, argument: unknown): Promise<ApplicationFailure> {
  const workflowId = `hostile-${project.taskQueue}-${Math.random()}`;
  const handle = await client.workflow.start('anything', {
    taskQueue: project.taskQueue,
    workflowId,
    args: argument === undefined ? [] : [argument],
  });
  const error: unknown = await handle.result().then(
    () => new Error('it succeeded'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof WorkflowFailedError)) throw error;
  return error.cause as ApplicationFailure;
}

const phase = phaseDefinition('a', 1);
const [agent] = phase.agents;

const hostile = [
  ['nothing', undefined, 'without a resolved workflow definition'],
  ['a text', 'phases', 'without a resolved workflow definition'],
  ['no phases', input({ definition: {} }), 'definition'],
  ['a phase without agents and workflow', input({ definition: runDefinition([{ ...phase, agents: [] }]) }), 'agents'],
  ['a phase twice', input({ definition: runDefinition([phase, phase]) }), '"a"'],
  ['an agent twice', input({ definition: runDefinition([{ ...phase, agents: [agent!, agent!] }]) }), 'a0'],
  ['a cycle', input({ definition: runDefinition([{ ...phase, dependsOn: [{ phase: 'a' }] }]) }), 'a'],
  [
    'a module outside',
    input({ definition: runDefinition([{ ...phase, agents: [{ ...agent!, module: '../../etc/passwd' }] }]) }),
    'module',
  ],
  ['an empty class', input({ definition: runDefinition([{ ...phase, agents: [{ ...agent!, class: '' }] }]) }), 'class'],
  [
    'no end of retries',
    input({ definition: runDefinition([{ ...phase, agents: [{ ...agent!, timeout: -1 }] }]) }),
    'timeout',
  ],
  ['an unknown input', input({ inputs: { x: 1 } }), 'x'],
  ['a made-up past', input({ carried: { phases: [] } }), 'carry'],
  ['made-up outputs', input({ reuse: 'all' }), 'earlier'],
] as const;

test('a run that no client of ours would start fails at once, and says why', async () => {
  const project = await newProject({});
  await project.worker();
  const client = await project.client();
  for (const [title, argument, said] of hostile) {
    const failure = await failureOf(project, client, argument);
    expect.soft(failure, title).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect.soft(failure.message, title).toContain(said);
  }
});

test('a run for a newer interpreter waits for a worker that knows it, and the status says so', async () => {
  const project = await newProject({});
  await project.worker();
  const client = await project.client();
  const workflowId = `newer-${project.taskQueue}`;
  await client.workflow.start('anything', {
    taskQueue: project.taskQueue,
    workflowId,
    args: [input({ interpreter: 2 })],
  });
  const { code, stderr } = await project.cli('status', workflowId, '--task-queue', project.taskQueue);
  expect(code).toBe(6);
  expect(stderr).toContain('start a newer worker');
  await client.workflow.getHandle(workflowId).terminate();
});
