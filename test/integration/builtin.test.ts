import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { expect, onTestFinished, test } from 'vitest';
import { isThere } from '../activities/executor/is-there.ts';
import { newProject, type Project } from './project.ts';

const SECRET = 'correct-horse-battery';

/** A service of ours that says what it was asked. */
async function service(): Promise<{ origin: string; asked: Record<string, unknown>[] }> {
  const asked: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    asked.push({ method: request.method, ...request.headers });
    const { authorization } = request.headers;
    const body = JSON.stringify({ roads: ['A1', 'A2'], echo: authorization });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Everything that Temporal keeps of a run, as it is stored. */
async function historyOf(project: Project, workflowId: string): Promise<string> {
  const history = await (await project.client()).workflow.getHandle(workflowId).fetchHistory();
  return Buffer.from(temporal.api.history.v1.History.encode(history).finish()).toString();
}

test('a request, a command on what it gave, and a wait: one workflow, in every isolation, no secret in its history', async () => {
  const { origin, asked } = await service();
  const project = await newProject({
    'workflow.yaml': `
secrets: [API_TOKEN]
config:
  api: { url: "${origin}/roads", allow_private: true, headers: { authorization: "Bearer \${secret:API_TOKEN}" } }
defaults: { retry: { max_retries: 0 } }
phases:
  - name: fetch
    agents: [{ module: builtin.http, class: HttpAgent, config_key: api, isolation: thread }]
  - name: count
    depends_on: [fetch]
    agents:
      - module: builtin.command
        class: CommandAgent
        with:
          shell: 'cat; echo "$TOKEN" >&2; echo "$TOKEN" | wc -c >&2'
          env: { TOKEN: "\${secret:API_TOKEN}" }
          roads: "\${{ phases.fetch.outputs.http_agent.body.roads }}"
  - name: pause
    depends_on: [count]
    agents: [{ module: builtin.wait, class: WaitAgent, isolation: inline, with: { duration: 100ms } }]
`,
    // Not what \`builtin.wait\` means, whatever a project has.
    'builtin/wait.mjs': 'export class WaitAgent { run() { throw new Error("not ours"); } }',
  });
  const worker = project.start(['worker', '--task-queue', project.taskQueue], { env: { API_TOKEN: SECRET } });
  await worker.says('Worker ready');
  const { code, result, stderr } = await project.run();
  expect(code, stderr).toBe(0);
  const outputs = result.results.map(({ agents }) => agents[0]!.output);
  expect(outputs).toEqual([
    expect.objectContaining({ status: 200, body: { roads: ['A1', 'A2'], echo: 'Bearer ***' } }),
    { roads: ['A1', 'A2'] },
    { until: expect.any(String) as unknown },
  ]);
  expect(asked).toEqual([expect.objectContaining({ method: 'GET', authorization: `Bearer ${SECRET}` })]);
  // The program had it, though nobody sees it.
  await worker.says(String(SECRET.length + 1));
  worker.child.kill('SIGTERM');
  const { stdout, stderr: logged } = await worker.finished;
  const history = await historyOf(project, result.workflow_id);
  expect(history).toContain('${secret:API_TOKEN}');
  for (const text of [history, JSON.stringify(result), stdout + logged, stderr]) expect(text).not.toContain(SECRET);
});

test('a cancel ends a command with what it has started', async () => {
  const project = await newProject({
    'workflow.yaml': `
phases:
  - name: only
    agents:
      - module: builtin.command
        class: CommandAgent
        with: { shell: 'echo $$ >> pids; sh -c "echo \\$\\$ >> pids; while :; do sleep 0.1; done" & wait' }
`,
  });
  await project.worker();
  const started = await project.cli(
    'run',
    '-f',
    'workflow.yaml',
    '--detach',
    '--json',
    '--task-queue',
    project.taskQueue,
  );
  expect(started.code, started.stderr).toBe(0);
  const { workflow_id: id } = JSON.parse(started.stdout) as { workflow_id: string };
  const pids = async () => {
    const text = await readFile(join(project.folder, 'pids'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map(Number);
  };
  await expect.poll(async () => (await pids()).length, { timeout: 20_000 }).toBe(2);
  expect((await pids()).every(isThere)).toBe(true);
  const { stdout } = await project.cli('shutdown', id, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled', results: [{ agents: [{ status: 'cancelled' }] }] });
  expect((await pids()).filter(isThere)).toEqual([]);
});

test('a wait goes on with the next worker, and ends when it would have', async () => {
  const project = await newProject({
    'workflow.yaml':
      'phases: [{ name: only, agents: [{ module: builtin.wait, class: WaitAgent, retry: { max_retries: 0 }, with: { duration: 8s } }] }]',
  });
  const first = await project.worker();
  const run = project.start([
    'run',
    '-f',
    'workflow.yaml',
    '--json',
    '--progress',
    'plain',
    '--task-queue',
    project.taskQueue,
  ]);
  await run.says('only/wait_agent: running');
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 2500));
  first.child.kill('SIGTERM');
  await first.finished;
  // It did not keep the worker for its 20 seconds.
  expect(performance.now() - startedAt).toBeLessThan(7000);
  await project.worker();
  const { code, stdout, stderr } = await run.finished;
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'success' });
  expect(performance.now() - startedAt).toBeLessThan(12_000);
});

test('wrong settings end the agent at its first attempt', async () => {
  const project = await newProject({
    'workflow.yaml':
      'phases: [{ name: only, agents: [{ module: builtin.http, class: HttpAgent, with: { url: "https://example.org", metod: POST } }] }]',
  });
  await project.worker();
  const { code, result } = await project.run();
  expect(code).toBe(1);
  expect(result.results[0]!.agents[0]).toMatchObject({
    status: 'failed',
    attempts: 1,
    error: { type: 'bad-config', message: expect.stringContaining('with.metod: there is no such setting') as unknown },
  });
});
