import { chmodSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject, type Project } from './project.ts';

/** Not to be found in anything that Temporal, a log or a person is given. Its letters are the same in base64 and in URLs. */
const canary = 'c4n4ry5ecret';

const AGENT = `
import { readFileSync } from 'node:fs';

export class Leaky {
  async run({ config, input, log, progress, checkpoint, attempt }) {
    const { token } = config;
    console.log('stdout ' + token);
    console.error('stderr ' + token);
    log.info('log ' + token, { token });
    progress(0.5, 'progress ' + token);
    checkpoint({ token, base64: Buffer.from('user:' + token).toString('base64') });
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (input.fails || attempt < 2) throw Object.assign(new Error('cannot use ' + token), { retryable: !input.fails });
    const seen = ['environ', 'cmdline', 'comm'].map((name) => readFileSync('/proc/self/' + name, 'utf8')).join();
    return { token, bearer: input.header, length: token.length, literal: input.literal, visible: seen.includes(token) };
  }
}
`;

const workflow = (isolation: string) => `
secrets: [TOKEN]
defaults: { isolation: ${isolation}, retry: { max_retries: 1, retry_delay: 1ms } }
config: { leaky: { token: "\${secret:TOKEN}" } }
phases:
  - name: a
    parallel: true
    agents:
      - { id: ends, module: agents.leaky, class: Leaky, config_key: leaky, with: { header: "Bearer \${secret:TOKEN}", literal: "$\${x}" } }
      - { id: fails, module: agents.leaky, class: Leaky, config_key: leaky, with: { fails: true } }
`;

/** All that Temporal keeps of a run, as text. */
async function historyOf(project: Project, workflowId: string): Promise<string> {
  const handle = (await project.client()).workflow.getHandle(workflowId);
  const { events } = await handle.fetchHistory();
  return JSON.stringify(events).replaceAll(/"data":"([^"]*)"/g, (_, data: string) =>
    String(Buffer.from(data, 'base64')),
  );
}

describe('a secret', () => {
  test.each(['process', 'thread', 'inline'])(
    'reaches an agent with the isolation %s, and nothing else',
    async (isolation) => {
      const project = await newProject({ 'workflow.yaml': workflow(isolation), 'agents/leaky.mjs': AGENT });
      await project.write({ 'secrets.env': `TOKEN=${canary}\n` });
      chmodSync(join(project.folder, 'secrets.env'), 0o600);
      const worker = await project.worker('--secrets-file', 'secrets.env');
      const { code, result, stderr } = await project.run();
      const [ends, fails] = result.results[0]!.agents;
      expect(ends?.output).toEqual({ token: '***', bearer: 'Bearer ***', length: 12, literal: '${x}', visible: false });
      expect(fails).toMatchObject({ status: 'failed', error: { message: 'cannot use ***' } });
      expect(code).toBe(1);

      worker.child.kill('SIGTERM');
      const { stdout, stderr: log } = await worker.finished;
      expect(log).toContain('stdout ***');
      const all = [JSON.stringify(result), stderr, stdout, log, await historyOf(project, result.workflow_id)].join();
      expect(all).toContain('${secret:TOKEN}');
      expect(all).not.toContain(canary);
      expect(all).not.toMatch(/YzRuNHJ|M0bjRye|jNG40cn/);
    },
  );

  test('comes from the environment before the file, and from a program at last', async () => {
    const project = await newProject({
      'workflow.yaml': `
secrets: [A, B, C]
phases:
  - name: a
    agents: [{ module: agents.all, class: Lengths, with: { a: "\${secret:A}", b: "\${secret:B}", c: "\${secret:C}" } }]
`,
      'agents/all.mjs': `export class Lengths {
  run({ input }) {
    return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, value.length]));
  }
}`,
      'secrets.yaml': 'A: of the file\nB: of the file\n',
    });
    chmodSync(join(project.folder, 'secrets.yaml'), 0o600);
    const worker = project.start(
      [
        'worker',
        '--task-queue',
        project.taskQueue,
        '--secrets-file',
        'secrets.yaml',
        '--secrets-command',
        'echo -n is',
      ],
      { env: { A: 'environment' } },
    );
    await worker.says('Worker ready');
    const { result } = await project.run();
    expect(result.results[0]?.agents[0]?.output).toEqual({ a: 11, b: 11, c: 4 });

    const flags = ['--dev', '--json', '--secrets-file', 'secrets.yaml', '--secrets-command', 'echo -n is'];
    const { stdout } = await project.cli(
      'run',
      '-f',
      'workflow.yaml',
      '--task-queue',
      `${project.taskQueue}-dev`,
      ...flags,
    );
    const inOneProcess = JSON.parse(stdout) as RunResult;
    expect(inOneProcess.results[0]?.agents[0]?.output).toEqual({ a: 11, b: 11, c: 4 });
  });

  test('that is nowhere ends its agent at once, and says where it was looked for', async () => {
    const project = await newProject({ 'workflow.yaml': workflow('process'), 'agents/leaky.mjs': AGENT });
    await project.worker();
    const { result } = await project.run();
    expect(result.results[0]?.agents[0]).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { type: 'secret-not-found' },
    });
    expect(result.results[0]?.agents[0]?.error?.message).toMatch(
      new RegExp(
        `secret TOKEN is nowhere on the worker's host ${hostname()}.*environment.*--secrets-file.*--secrets-command`,
      ),
    );
  });
});

test('a worker does not start with a secrets file that others may read', async () => {
  const project = await newProject({ 'secrets.env': 'TOKEN=hunter2hunter2\n' });
  chmodSync(join(project.folder, 'secrets.env'), 0o644);
  const { code, stderr } = await project.cli(
    'worker',
    '--task-queue',
    project.taskQueue,
    '--secrets-file',
    'secrets.env',
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/secrets\.env may be used by others \(mode 644\): run `chmod 600 secrets\.env`/);
  expect(stderr).not.toContain('hunter2');
});
