import { join } from 'node:path';
import getPort from 'get-port';
import { describe, expect, inject, test, vi } from 'vitest';
import { DefinitionError, Orchestrator } from '../../src/index.ts';
import { newProject, type Project } from './project.ts';

const DEFINITION = `
phases:
  - { name: a, agents: [{ id: bad_once, module: agents.all, class: Failing, with: { times: 1 } }] }
  - { name: b, depends_on: [a], agents: [{ id: echo, module: agents.all, class: Echo }] }
`;

async function newOrchestrator(
  options: ConstructorParameters<typeof Orchestrator>[0] = {},
  definition = DEFINITION,
): Promise<{ orchestrator: Orchestrator; project: Project }> {
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));
  const project = await newProject({ 'workflow.yaml': definition });
  const orchestrator = new Orchestrator({
    configPath: join(project.folder, 'workflow.yaml'),
    root: project.folder,
    taskQueue: project.taskQueue,
    ...options,
  });
  return { orchestrator, project };
}

describe('the library, as in the earlier orchestrator', () => {
  test('run() gives the result, and retries as its retry config says', async () => {
    const { orchestrator } = await newOrchestrator({ retryConfig: { maxRetries: 1, retryDelay: 0.01 } });
    const result = await orchestrator.run();
    expect(result).toMatchObject({
      status: 'success',
      phases_executed: 2,
      results: [{ agents: [{ attempts: 2 }] }, {}],
    });
  });

  test('options may have the names that they had in Python', async () => {
    const { project } = await newOrchestrator();
    const orchestrator = new Orchestrator({
      config_path: join(project.folder, 'workflow.yaml'),
      retry_config: { max_retries: 0, retry_delay: 1 },
      root: project.folder,
      taskQueue: project.taskQueue,
    });
    expect(await orchestrator.run()).toMatchObject({
      status: 'failed',
      results: [{ agents: [{ attempts: 1 }] }, { status: 'blocked' }],
    });
  });

  test('runPhase() runs one phase alone', async () => {
    const { orchestrator } = await newOrchestrator();
    expect(await orchestrator.runPhase('b')).toMatchObject({
      status: 'success',
      phases_executed: 1,
      results: [{ phase: 'b' }],
    });
    await expect(orchestrator.runPhase('bb')).rejects.toThrow('there is no phase "bb"; did you mean "b"?');
  });

  test('getDependencyGraph() and validateConfig() need no server', async () => {
    const { orchestrator } = await newOrchestrator();
    expect(orchestrator.validateConfig()).toEqual([]);
    expect(orchestrator.getDependencyGraph()).toMatchObject({
      edges: [{ from: 'a', to: 'b' }],
      levels: [['a'], ['b']],
    });
    const { orchestrator: wrong } = await newOrchestrator({}, 'phases: []');
    expect(() => wrong.validateConfig()).toThrow(DefinitionError);
  });

  test('run() takes inputs, and refuses wrong ones before anything is started', async () => {
    const { orchestrator } = await newOrchestrator(
      {},
      'inputs: { n: { type: integer }, m: { type: integer, default: 2 } }\nphases: [{ name: a, agents: [{ id: e, module: agents.all, class: Echo, with: { sum: "${{ inputs.n + inputs.m }}" } }] }]',
    );
    const result = await orchestrator.run({ inputs: { n: 1 } });
    expect(result.results[0]!.agents[0]!.output).toMatchObject({ input: { sum: 3 } });
    await expect(orchestrator.run({ inputs: { n: 'x' } })).rejects.toThrow(DefinitionError);
    await expect(orchestrator.start()).rejects.toThrow('input "n" has no value');
  });

  test('approve(), reject(), pause() and resume() act on a run while run() waits for it; rerun() uses what had succeeded', async () => {
    const { orchestrator, project } = await newOrchestrator(
      {},
      `
phases:
  - { name: a, agents: [{ id: first, module: agents.all, class: Echo }] }
  - { name: ask, depends_on: [a], approval: {}, agents: [{ id: second, module: agents.all, class: Echo }] }
  - { name: b, depends_on: [ask], approval: {}, agents: [{ id: third, module: agents.all, class: Echo }] }
`,
    );
    const id = `run-${project.taskQueue}`;
    const running = orchestrator.run({ id });
    await project.hasNoted('ran first');
    await expect
      .poll(() => orchestrator.approve(id, 'ask', { by: 'ada', comment: 'yes' }).catch(() => null))
      .toEqual({
        workflow_id: id,
        phase: 'ask',
        approved: true,
        status: expect.any(String),
        reason: 'approved by ada: yes',
      });
    await project.hasNoted('ran second');
    await orchestrator.pause(id);
    await orchestrator.resume(id);
    await expect(orchestrator.reject(id, 'ask')).rejects.toThrow('has been approved already');
    await expect
      .poll(() =>
        orchestrator.reject(id, 'b').then(
          ({ reason }) => reason,
          () => null,
        ),
      )
      .toBe('rejected');
    expect(await running).toMatchObject({
      status: 'failed',
      results: [{}, { status: 'success' }, { status: 'failed' }],
    });

    const again = orchestrator.rerun(id, { only: 'a', id: `${id}-again` });
    expect(await again).toMatchObject({
      status: 'success',
      workflow_id: `${id}-again`,
      results: [{ agents: [{ attempts: 1 }] }, { agents: [{ reused: true }] }, { status: 'skipped' }],
    });
    const waits = await orchestrator.rerun(id, { noWait: true });
    expect(waits).toMatchObject({ status: 'running', results: [{}, { status: 'success' }, { status: 'waiting' }] });
    await expect(orchestrator.rerun(waits.workflow_id)).rejects.toThrow('is still under way');
  });

  test('shutdown() ends what run() waits for', async () => {
    const { orchestrator, project } = await newOrchestrator(
      {},
      'phases: [{ name: a, agents: [{ id: slow, module: agents.all, class: Sleeper }] }]',
    );
    const running = orchestrator.run();
    await project.hasNoted('began slow');
    await orchestrator.shutdown();
    expect(await running).toMatchObject({ status: 'cancelled', results: [{ status: 'cancelled' }] });
  });
});

test('worker --metrics-port serves the metrics of the SDK and ours on one port, as enableMonitoring() does', async () => {
  const project = await newProject({ 'workflow.yaml': DEFINITION });
  const port = await getPort();
  await project.worker('--metrics-port', String(port));
  await project.run('--retry-delay', '10ms');
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toMatch(/^orchestrator_attempts_total\{workflow="workflow",class="Failing",status="failed"\} 1$/m);
  expect(text).toMatch(/^orchestrator_attempts_total\{workflow="workflow",class="Failing",status="success"\} 1$/m);
  expect(text).toMatch(/^orchestrator_agents_at_work 0$/m);
  expect(text).toMatch(/^temporal_worker_task_slots_available/m);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
});
