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
