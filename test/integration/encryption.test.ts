import { createServer } from 'node:net';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readServerRecord } from '../../src/dev-server/server-record.ts';
import { keyLine } from '../encryption/keys.ts';
import { newProject, type Project } from './project.ts';

const { History } = proto.temporal.api.history.v1;
const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;

/** Everything that a run can carry says which part of it it is. */
const WORKFLOW = `
name: hidden
description: canary-description
inputs:
  road: { type: string }
secrets: [TOKEN]
phases:
  - name: a
    agents:
      - { id: speaks, module: agents.canary, class: Speaks, config_key: speaks, with: { road: "\${{ inputs.road }}", text: canary-with, token: "\${secret:TOKEN}" } }
      - { id: each, module: agents.canary, class: Speaks, for_each: [canary-item], with: { text: "\${{ item }}" } }
      - { id: large, module: agents.canary, class: Large }
      - { id: python, module: agents.snake, class: Snake, runtime: python, with: { text: canary-python-input } }
  - name: b
    depends_on: [a]
    continue_on_error: true
    agents:
      - { id: fails, module: agents.canary, class: Fails, retry: { max_retries: 1, retry_delay: 100ms } }
  - name: bites
    continue_on_error: true
    agents:
      - { id: python, module: agents.snake, class: Bites, runtime: python, retry: { max_retries: 0 } }
  - name: c
    depends_on: [a, b, bites]
    agents:
      - { id: waits, module: agents.canary, class: Waits, with: { text: canary-of-last-phase } }
config:
  speaks: { greeting: canary-config }
`;

const AGENTS = `
import { setTimeout as delay } from 'node:timers/promises';

export class Speaks {
  async run({ config, input, progress }) {
    return { output: 'canary-output', config, text: input.text };
  }
}
export class Large {
  async run() {
    return { text: 'canary-large '.repeat(30_000) };
  }
}
export class Fails {
  async run() {
    throw new RangeError('canary-error', { cause: new Error('canary-cause') });
  }
}
export class Waits {
  async run({ attempt, checkpoint, progress, signal }) {
    progress(0.5, 'canary-progress');
    checkpoint({ at: 'canary-checkpoint' });
    if (attempt === 1) throw new Error('canary-last-error');
    await delay(60_000, undefined, { signal });
  }
}
`;

const PYTHON = `
class Snake:
    def run(self, context):
        return {"text": "canary-python-output", "read": context.input["text"]}


class Bites:
    def run(self, context):
        raise ValueError("canary-python-error")
`;

/** Words by which a run is found again in what Temporal keeps. */
const CANARY = /canary-[a-z-]+/g;

async function newKeyedProject(env?: { TEMPORAL_ADDRESS: string }): Promise<Project> {
  const project = await newProject({ 'keys.txt': `${keyLine('one')}\n` }, env);
  await chmod(join(project.folder, 'keys.txt'), 0o600);
  return project;
}

/** Runs the workflow above on an embedded server of its own, cancels it, and gives all that is kept of it. */
async function runCanaries(...flags: string[]) {
  const project = await newKeyedProject({} as { TEMPORAL_ADDRESS: string });
  await project.write({ 'workflow.yaml': WORKFLOW, 'agents/canary.mjs': AGENTS, 'agents/snake.py': PYTHON });
  const dev = project.start(['dev', '--python', '--task-queue', project.taskQueue, ...flags], {
    env: { TOKEN: 'canary-secret' },
  });
  await dev.says('Python worker ready');
  await dev.says('Web UI:');
  const { address, uiUrl } = readServerRecord(join(project.folder, '.orchestrator'))!;
  const env = { TEMPORAL_ADDRESS: address! };
  const cli = async (...args: string[]) => {
    const finished = await project.start([...args, '--task-queue', project.taskQueue, ...flags], { env }).finished;
    return { ...finished, json: args.includes('--json') ? JSON.parse(finished.stdout || 'null') : undefined };
  };
  const started = await cli('run', '-f', 'workflow.yaml', '--detach', '--json', '--input', 'road=canary-run-input');
  const id = started.json?.workflow_id as string | undefined;
  if (id === undefined) throw new Error(started.stderr);
  const lastAgent = async () => (await cli('status', id, '--json')).json.results[3].agents[0];
  let waits = await lastAgent();
  while (waits.attempt !== 2 || waits.progress === null) {
    await delay(200);
    waits = await lastAgent();
  }
  const shutdown = await cli('shutdown', id, '--json');
  const connection = await Connection.connect({ address: address! });
  onTestFinished(() => connection.close());
  const { history } = await connection.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution: { workflowId: id },
  });
  const description = await connection.workflowService.describeWorkflowExecution({
    namespace: 'default',
    execution: { workflowId: id },
  });
  const answer = await fetch(`${uiUrl!}/api/v1/settings`);
  const settings = (await answer.json()) as { Codec: { Endpoint: string } };
  const compat = await cli('compat', '--run', id, '--json');
  await cli('report', id, '-o', 'report.html');
  const report = await readFile(join(project.folder, 'report.html'), 'utf8');
  dev.child.kill('SIGINT');
  await dev.finished;
  const state = join(project.folder, '.orchestrator');
  const contents = async (folder: string, wanted: (name: string) => boolean) => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && wanted(entry.name));
    return Buffer.concat(await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name)))));
  };
  return {
    waits,
    result: shutdown.json,
    compat: compat.json,
    settings,
    report,
    kept: {
      history: wordsIn(History.encode(history!).finish()),
      description: wordsIn(DescribeWorkflowExecutionResponse.encode(description).finish()),
      database: wordsIn(await contents(state, (name) => name.startsWith('temporal.db'))),
      store: wordsIn(await contents(join(state, 'payloads'), () => true)),
    },
  };
}

const wordsIn = (bytes: Uint8Array): string[] =>
  [...new Set(Buffer.from(bytes).toString('latin1').match(CANARY))].toSorted();

describe('a run with encrypted payloads', () => {
  test('leaves none of its text in the history, the database of the server, and the payload store; and is all there for who has the key', async () => {
    const { kept, waits, result, settings, compat, report } = await runCanaries('--encryption-keys', 'keys.txt');
    expect(kept).toEqual({ history: [], description: [], database: [], store: [] });
    expect(waits).toMatchObject({
      last_error: 'canary-last-error',
      progress: { fraction: 0.5, text: 'canary-progress' },
    });
    const [a, b, bites] = result.results;
    expect(result.status).toBe('cancelled');
    expect(a.agents[0].output).toEqual({
      output: 'canary-output',
      config: { greeting: 'canary-config' },
      text: 'canary-with',
    });
    expect(a.agents[3].output).toEqual({ text: 'canary-python-output', read: 'canary-python-input' });
    expect([...b.agents, ...bites.agents].map(({ error }: { error: { message: string } }) => error.message)).toEqual([
      'canary-error\ncaused by Error: canary-cause',
      'canary-python-error',
    ]);
    expect(report).toContain('canary-error');
    expect(report).not.toContain('Encoded failure');
    expect(compat.runs).toEqual([expect.objectContaining({ compatible: true })]);
    expect(settings.Codec.Endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('would be found there without', async () => {
    const { kept, settings } = await runCanaries();
    const words = ['config', 'description', 'error', 'output', 'python-error', 'python-output', 'run-input', 'with'];
    for (const word of words) expect(kept.history).toContain(`canary-${word}`);
    expect(kept.description).toContain('canary-description');
    for (const word of [...words, 'progress', 'checkpoint', 'last-error', 'item'])
      expect(kept.database).toContain(`canary-${word}`);
    expect(kept.store).toContain('canary-large');
    // A secret is in neither.
    expect(JSON.stringify(kept)).not.toContain('canary-secret');
    expect(settings.Codec.Endpoint).toBe('');
  });
});

const ECHO = `
name: echo
phases:
  - name: a
    agents:
      - { id: echo, module: agents.all, class: Echo, with: { text: hello } }
`;
const ASKING = `${ECHO}    approval: { prompt: ok? }\n`;

async function start(project: Project, ...flags: string[]): Promise<string> {
  const run = ['run', '-f', 'workflow.yaml', '--detach', '--json', '--task-queue', project.taskQueue];
  const { stdout, stderr } = await project.cli(...run, ...flags);
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout).workflow_id as string;
}

describe('keys', () => {
  test('a run that is not encrypted is not taken up by a worker with keys; status says why; it is while that is allowed', async () => {
    const project = await newKeyedProject();
    await project.write({ 'workflow.yaml': ECHO });
    const strict = await project.worker('--encryption-keys', 'keys.txt');
    const id = await start(project);
    const status = async () => project.cli('status', id, '--encryption-keys', 'keys.txt');
    let stuck = await status();
    while (stuck.code !== 6) {
      await delay(200);
      stuck = await status();
    }
    expect(stuck.stderr).toMatch(
      /cannot go on.*: a payload is not encrypted, and this worker takes encrypted ones alone/,
    );
    strict.child.kill('SIGKILL');
    await strict.finished;
    await project.worker('--encryption-keys', 'keys.txt', '--allow-plain-payloads');
    expect(await project.cli('wait', id, '--encryption-keys', 'keys.txt')).toMatchObject({ code: 0 });
  });

  test('are changed while a run is under way, and what it had of the earlier one is read', async () => {
    const project = await newKeyedProject();
    await project.write({
      'workflow.yaml': ASKING,
      'both.txt': `${keyLine('two', 2)}\n${keyLine('one')}\n`,
      'two.txt': keyLine('two', 2),
    });
    for (const file of ['both.txt', 'two.txt']) await chmod(join(project.folder, file), 0o600);
    const first = await project.worker('--encryption-keys', 'keys.txt');
    const id = await start(project, '--encryption-keys', 'keys.txt');
    while (!(await project.cli('status', id, '--encryption-keys', 'keys.txt')).stdout.includes('ok?')) await delay(200);
    first.child.kill('SIGINT');
    await first.finished;
    await project.worker('--encryption-keys', 'both.txt');
    expect(await project.cli('approve', id, 'a', '--encryption-keys', 'both.txt')).toMatchObject({ code: 0 });
    expect(await project.cli('wait', id, '--encryption-keys', 'both.txt')).toMatchObject({ code: 0 });
    const again = await project.cli(
      'rerun',
      id,
      '--from',
      'a',
      '--detach',
      '--json',
      '--task-queue',
      project.taskQueue,
      '--encryption-keys',
      'both.txt',
    );
    expect(again).toMatchObject({ code: 0, stderr: '' });
  });

  test('that are missing are named by every command that reads a payload', async () => {
    const project = await newKeyedProject();
    await project.write({ 'workflow.yaml': ECHO, 'two.txt': keyLine('two', 2) });
    await chmod(join(project.folder, 'two.txt'), 0o600);
    await project.worker('--encryption-keys', 'keys.txt');
    const { result } = await project.run('--encryption-keys', 'keys.txt');
    const id = result.workflow_id;
    const without = await project.cli('result', id);
    expect(without.stderr).toMatch(
      /^orchestrator: a payload is encrypted with the key "one", and there are no keys here: give/,
    );
    expect(without.code).toBe(2);
    const other = await project.cli('result', id, '--encryption-keys', 'two.txt');
    expect(other.stderr).toMatch(/"one", which is not among the keys here \(two\)/);
    // A key of the same name that is another one.
    await project.write({ 'two.txt': keyLine('one', 9) });
    expect((await project.cli('result', id, '--encryption-keys', 'two.txt')).stderr).toMatch(
      /is encrypted with the key "one", and is not/,
    );
    const variable = project.start(['result', id], { env: { ORCHESTRATOR_ENCRYPTION_KEYS: keyLine('one') } });
    expect(await variable.finished).toMatchObject({ code: 0, stderr: '' });
  });

  test('are not handed to agents with the environment', async () => {
    const project = await newKeyedProject();
    await project.write({
      'workflow.yaml': ECHO.replace('agents.all, class: Echo', 'agents.env, class: Env'),
      'agents/env.mjs': 'export class Env { async run() { return Object.keys(process.env); } }',
    });
    const env = { ORCHESTRATOR_ENCRYPTION_KEYS: keyLine('one') };
    const worker = project.start(['worker', '--task-queue', project.taskQueue], { env });
    await worker.says('Worker ready');
    const { result } = await project.run('--encryption-keys', 'keys.txt');
    const names = result.results[0]!.agents[0]!.output;
    expect(names).toContain('PATH');
    expect(names).not.toContain('ORCHESTRATOR_ENCRYPTION_KEYS');
  });
});

test('a port that somebody else has is said by codec-server', async () => {
  const project = await newKeyedProject();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const refused = await project.cli('codec-server', '--encryption-keys', 'keys.txt', '--port', String(port));
  expect(refused).toMatchObject({
    code: 2,
    stderr: `orchestrator: the port ${port} is taken; choose another with --port\n`,
  });
  const open = await project.cli('codec-server', '--encryption-keys', 'keys.txt', '--host', '0.0.0.0');
  expect(open).toMatchObject({ code: 2, stderr: expect.stringMatching(/demand a token with --token-file/) });
  const server = project.start([
    'codec-server',
    '--encryption-keys',
    'keys.txt',
    '--port',
    '0',
    '--allow-origin',
    'http://localhost:8080/',
  ]);
  await server.says(/ready: http:\/\/127\.0\.0\.1:\d+, keys one; pages of http:\/\/localhost:8080 may ask/);
  server.child.kill('SIGTERM');
  expect((await server.finished).code).toBe(0);
});
