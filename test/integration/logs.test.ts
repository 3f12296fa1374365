import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import S3rver from 's3rver';
import { expect, onTestFinished, test } from 'vitest';
import { newProject, type Project } from './project.ts';

const AGENTS = `
import { setTimeout as delay } from 'node:timers/promises';

export class Talker {
  async run({ agent, attempt, input, item, log }) {
    console.log('to stdout ' + (item ?? ''));
    console.error('to stderr');
    log.info('structured', { attempt });
    if (input.ms) await delay(input.ms);
    if (input.until && attempt <= input.until) throw new RangeError('attempt ' + attempt + ' is not enough');
    log.debug('done');
  }
}

export class Waiter {
  async run({ log, signal }) {
    for (let n = 1; n <= 60; n++) {
      log.info('step ' + n);
      await delay(200, undefined, { signal });
    }
  }
}

export class Quiet {
  async run() {}
}
`;

const workflow = `
name: talk
defaults: { retry: { max_retries: 1, retry_delay: 1ms } }
phases:
  - name: first
    agents:
      - { id: talker, module: agents.talk, class: Talker, with: { until: 1 } }
      - { id: quiet, module: agents.talk, class: Quiet }
  - name: second
    depends_on: [first]
    agents:
      - { id: each, module: agents.talk, class: Talker, for_each: "\${{ ['A', 'B'] }}" }
      - { id: bad, module: agents.talk, class: Talker, with: { until: 9 } }
`;

interface Line {
  readonly phase: string;
  readonly agent: string;
  readonly item: number | null;
  readonly attempt: number;
  readonly stream: string;
  readonly level: string;
  readonly text: string;
  readonly status?: string;
}

async function talkProject(): Promise<Project> {
  return newProject({ 'workflow.yaml': workflow, 'agents/talk.mjs': AGENTS });
}

async function logsOf(project: Project, ...args: string[]): Promise<Line[]> {
  const { stdout, stderr } = await project.cli('logs', '@last', '--task-queue', project.taskQueue, '--json', ...args);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { lines: Line[] }).lines;
}

const logFiles = async (project: Project): Promise<string[]> =>
  (await readdir(join(project.folder, '.orchestrator/logs'), { recursive: true })).filter((name) =>
    name.endsWith('.jsonl'),
  );

test('what agents log is kept per attempt, and shown in the order of time', async () => {
  const project = await talkProject();
  const worker = await project.worker();
  const { code, result } = await project.run();
  expect(code).toBe(1);

  const files = await logFiles(project);
  const home = `${result.workflow_id}/${result.run_id}`;
  expect(files.map((name) => name.replace(/-\d+T\d+Z/, '')).sort()).toEqual(
    ['first/talker/1', 'first/talker/2', 'second/bad/1', 'second/bad/2', 'second/each#0/1', 'second/each#1/1'].map(
      (name) => `${home}/${name}.jsonl`,
    ),
  );
  expect((await stat(join(project.folder, '.orchestrator/logs', files[0]!))).mode & 0o777).toBe(0o600);

  const lines = await logsOf(project);
  const talker = lines.filter(({ agent }) => agent === 'talker');
  // Each stream comes in its own order; that of one among the others is not known.
  const said = (stream: string) => talker.filter((line) => line.stream === stream);
  expect(talker.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2]);
  expect(said('stdout')).toMatchObject([
    { phase: 'first', item: null, attempt: 1, level: 'info', text: 'to stdout ' },
    { attempt: 2 },
  ]);
  expect(said('stderr')).toMatchObject([{ level: 'warn', text: 'to stderr' }, { attempt: 2 }]);
  expect(said('log')).toMatchObject([
    { level: 'info', text: 'structured', fields: { attempt: 1 } },
    { text: 'structured', fields: { attempt: 2 } },
    { level: 'debug', text: 'done' },
  ]);
  expect(said('end')).toMatchObject([
    { status: 'failed', error: { type: 'RangeError', message: 'attempt 1 is not enough' } },
    { status: 'success' },
  ]);
  const second = lines.findIndex(({ phase }) => phase === 'second');
  expect(lines.slice(second).every(({ phase }) => phase === 'second')).toBe(true);

  const failed = await logsOf(project, '--failed', '--tail', '1');
  expect(failed.map(({ agent, attempt, status }) => [agent, attempt, status])).toEqual([
    ['talker', 1, 'failed'],
    ['bad', 1, 'failed'],
    ['bad', 2, 'failed'],
  ]);
  const ofItem = await logsOf(project, '--phase', 'second', '--agent', 'each', '--item', '1');
  expect(ofItem.map(({ text }) => text).sort()).toEqual(['', 'done', 'structured', 'to stderr', 'to stdout B']);

  const { stdout } = await project.cli('logs', result.workflow_id, '--agent', 'talker');
  for (const text of [
    /to stdout /,
    /to stderr/,
    /structured \{"attempt":1\}/,
    /failed after \S+: RangeError: attempt 1 is not enough/,
    /    at Talker\.run .*/,
  ])
    expect(stdout).toMatch(new RegExp(`^first/talker \\(1\\) \\| \\d\\d:\\d\\d:\\d\\d ${text.source}$`, 'm'));
  expect(stdout).toMatch(/^first\/talker \(2\) \| \S+ DEBUG done$/m);
  worker.child.kill('SIGTERM');
  expect((await worker.finished).stderr).toContain('to stdout');
});

test('the end block has the last lines of what failed, and the command that shows them all, with run --dev too', async () => {
  const project = await talkProject();
  const { code, stdout } = await project.cli('run', '-f', 'workflow.yaml', '--dev', '--task-queue', project.taskQueue);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /second\/bad failed after 2 attempts\n +RangeError: attempt 2 is not enough\n( +\| (to stdout |to stderr|structured \{"attempt":2\})\n){3} +\| at Talker\.run \(\/\S+\/agents\/talk\.mjs:\d+:\d+\)\n +Talker at /,
  );
  expect(stdout).toMatch(/orchestrator logs talk-\S+ --failed/);
  const own = await readFile(join(project.folder, '.orchestrator/worker.log'), 'utf8');
  expect(own).not.toContain('to stdout');
  expect(own).toContain('attempt 2 is not enough');

  const waited = await project.cli('result', '@last', '--task-queue', project.taskQueue);
  expect(waited.stdout).toMatch(
    /RangeError: attempt 2 is not enough\n +\| (to stdout |to stderr|structured \{"attempt":2\})\n/,
  );
});

test('follow shows lines as they come, and ends when the run does', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: only, agents: [{ id: waiter, module: agents.talk, class: Waiter }] }]',
    'agents/talk.mjs': AGENTS,
  });
  await project.worker();
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--task-queue', project.taskQueue);
  const following = project.start(['logs', '@last', '-f', '--task-queue', project.taskQueue]);
  await following.says('step 1');
  const [file] = await logFiles(project);
  expect(await readFile(join(project.folder, '.orchestrator/logs', file!), 'utf8')).not.toContain('step 60');
  const interrupted = project.start(['logs', '@last', '-f', '--task-queue', project.taskQueue]);
  await interrupted.says('step 1');
  interrupted.child.kill('SIGINT');
  expect((await interrupted.finished).code).toBe(130);
  const { code, stdout } = await following.finished;
  expect(code).toBe(0);
  expect(stdout.match(/step \d+/g)).toEqual(Array.from({ length: 60 }, (_, n) => `step ${n + 1}`));
});

test('agents of a sub-workflow are found with the run, under the phases above them', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: publish, workflow: inner.yaml }]',
    'inner.yaml': 'phases: [{ name: mail, agents: [{ id: talker, module: agents.talk, class: Talker }] }]',
    'agents/talk.mjs': AGENTS,
  });
  await project.worker();
  const { result } = await project.run();
  const lines = await logsOf(project, '--phase', 'publish');
  expect(lines.map(({ phase, agent }) => `${phase}/${agent}`)).toEqual(lines.map(() => 'publish/mail/talker'));
  expect(lines.map(({ text }) => text)).toContain('done');
  expect(lines.at(-1)).toMatchObject({ status: 'success' });
  expect(await logsOf(project, '--phase', 'publish', '--tail', '2')).toEqual(lines.slice(-2));
  const { stdout } = await project.cli('logs', `${result.workflow_id}/publish`, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    lines: expect.arrayContaining([expect.objectContaining({ phase: 'mail' })]),
  });
});

test('without Temporal, logs are found by the Workflow ID; where there are none, the places are named', async () => {
  const project = await talkProject();
  await project.worker();
  const { result } = await project.run();
  const without = { env: { TEMPORAL_ADDRESS: '127.0.0.1:9' } };
  for (const run of [result.workflow_id, '@last']) {
    const { code, stdout, stderr } = await project.start(['logs', run, '--agent', 'bad', '--failed'], without).finished;
    expect(stdout).toMatch(/^second\/bad \(2\) +\| /m);
    expect(stderr).toContain(`${result.workflow_id}/${result.run_id}`);
    expect(code).toBe(0);
  }
  const none = await project.start(['logs', 'nowhere'], without).finished;
  expect(none).toMatchObject({ code: 6, stdout: '' });
  expect(none.stderr).toContain(`And there is no run "nowhere" in ${join(project.folder, '.orchestrator/logs')}`);
  const follows = await project.start(['logs', result.workflow_id, '-f'], without).finished;
  expect(follows.code).toBe(6);
  const onAnotherServer = await project.cli('logs', '@last', '--agent', 'bad', '--task-queue', 'another');
  expect(onAnotherServer.stdout).toMatch(/^second\/bad \(2\) +\| /m);
});

test('a run whose agents have logged nothing has no folder, and that is said', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: only, agents: [{ id: quiet, module: agents.talk, class: Quiet }] }]',
    'agents/talk.mjs': AGENTS,
  });
  await project.worker();
  await project.run();
  const { code, stdout, stderr } = await project.cli('logs', '@last', '--json', '--task-queue', project.taskQueue);
  expect({ code, document: JSON.parse(stdout) as unknown }).toEqual({ code: 0, document: { lines: [] } });
  expect(stderr).toMatch(/nothing that agents of "\S+" have logged in \S+\.orchestrator\/logs/);
  expect(await readdir(project.folder)).not.toContain('.orchestrator');
});

test('with a payload store in S3, another machine finds the logs', async () => {
  const project = await talkProject();
  const buckets = join(project.folder, 'buckets');
  const configureBuckets = [{ name: 'payloads', configs: [] }];
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: buckets, configureBuckets });
  const { port } = await server.run();
  onTestFinished(() => server.close());
  Object.assign(project.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    ORCHESTRATOR_PAYLOAD_STORE: 's3://payloads/x',
  });
  await project.worker();
  await project.run();
  const elsewhere = await newProject({}, project.env as { TEMPORAL_ADDRESS: string });
  const { stdout } = await elsewhere.cli('logs', '@last', '--failed', '--task-queue', project.taskQueue);
  expect(stdout).toMatch(/^second\/bad \(2\) +\| /m);
  const { stdout: shown } = await elsewhere.cli('result', '@last', '--task-queue', project.taskQueue);
  expect(shown).toContain('| structured {"attempt":2}\n');
});

// Its packages are installed once, which takes as long as the network does.
test('agents in Python have the same logs', { timeout: 600_000 }, async () => {
  const project = await newProject({
    'workflow.yaml': `
defaults: { runtime: python, retry: { max_retries: 1, retry_delay: 1ms } }
phases: [{ name: only, agents: [{ id: talker, module: agents.talk, class: Talker }, { id: quiet, module: agents.talk, class: Quiet }] }]
`,
    'agents/talk.py': `
import sys

class Talker:
    def run(self, context):
        print("to stdout")
        print("to stderr", file=sys.stderr)
        context.log.info("structured", {"attempt": context.attempt})
        if context.attempt == 1:
            raise ValueError("not yet")

class Quiet:
    def run(self):
        pass
`,
  });
  const worker = await project.worker('--python');
  await worker.says('Python worker ready');
  const { code } = await project.run();
  expect(code).toBe(0);
  const lines = await logsOf(project);
  expect(lines.map(({ agent, attempt, stream, level, text }) => [agent, attempt, stream, level, text])).toEqual([
    ['talker', 1, 'stdout', 'info', 'to stdout'],
    ['talker', 1, 'stderr', 'warn', 'to stderr'],
    ['talker', 1, 'log', 'info', 'structured'],
    ['talker', 1, 'end', 'error', expect.stringContaining('in run')],
    ['talker', 2, 'stdout', 'info', 'to stdout'],
    ['talker', 2, 'stderr', 'warn', 'to stderr'],
    ['talker', 2, 'log', 'info', 'structured'],
    ['talker', 2, 'end', 'info', ''],
  ]);
  expect(lines[3]).toMatchObject({ status: 'failed', error: { type: 'ValueError', message: 'not yet' } });
  expect(await logFiles(project)).toHaveLength(2);
});
