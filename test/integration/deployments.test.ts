import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { DeploymentDocument } from '../../src/deployments/describe-deployment.ts';
import { pythonEnvironment } from '../../src/python/python-environment.ts';
import { startOwnServer, type OwnServer } from './own-server.ts';
import { DEFAULTS, Upgraded } from './upgraded.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let server: OwnServer;

beforeAll(async () => {
  server = await startOwnServer(
    // Stock, it looks every three minutes whether a version is still needed.
    'matching.wv.VersionDrainageStatusVisibilityGracePeriod="3s"',
    'matching.wv.VersionDrainageStatusRefreshInterval="1s"',
    'limit.historyCount.suggestContinueAsNew=100',
  );
});

afterAll(async () => server.close());

const times = (count: number, line: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => line(n + 1));

/** Another build of this package, whose workflow code decides differently, without a patch: it breaks what it takes over. */
function differentBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const name of ['dist', 'package.json', 'templates'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'dist', 'workflow-bundle.js');
  const bundle = readFileSync(file, 'utf8');
  const changed = bundle.replace('`${name}#${item.index}` : name', '`${name}#${item.index}` : `other_${name}`');
  expect(changed).not.toBe(bundle);
  writeFileSync(file, changed);
  return join(folder, 'dist', 'client.js');
}

test('a rolling upgrade and back: runs go over with their next step, and each agent runs once', async () => {
  const here = await Upgraded.new(server.address);
  const { project } = here;
  const one = await here.worker('1');
  await one.says('not current');
  await here.promote('1');
  const [asking, long, outer] = [await here.start('asking'), await here.start('long'), await here.start('outer')];
  const atWork = await here.start('at-work');
  for (const id of [asking, long, `${outer}/sub`]) await here.asks(id);
  await project.hasNoted('began g on 1');

  await here.worker('2');
  expect(await here.output('workflow')).toBe('1');
  await here.promote('2');
  expect(await here.output('workflow')).toBe('2');
  // Nothing is pinned, so that what is at work does not hold the old version: it is handed over.
  await here.drained('1');
  expect(await here.version('1')).toMatchObject({ status: 'drained', workers: 1, pinned_runs: 0 });
  one.child.kill('SIGTERM');
  expect((await one.finished).code).toBe(0);
  await project.hasNoted('began g on 2');
  await project.write({ go: '' });
  const handedOver = await here.result(atWork);
  expect(handedOver.results[0]!.agents[0]).toMatchObject({ output: { from: '1', to: '2' } });

  await here.approve(asking);
  await here.approve(outer, 'sub/ask');
  await here.approve(long);
  for (const id of [asking, outer, long]) expect(await here.result(id)).toMatchObject({ status: 'success' });
  expect((await project.notes()).toSorted()).toEqual(
    [
      // asking, and outer with asking in it
      'ran a on 1',
      'ran b on 2',
      'ran a on 1',
      'ran b on 2',
      'ran f on 2',
      ...times(20, (n) => `ran c${n} on 1`),
      ...times(20, (n) => `ran d${n} on 2`),
      'ran e on 2',
      'began g on 1',
      'began g on 2',
      'ran g on 2',
      'ran h on 1',
      'ran h on 2',
    ].toSorted(),
  );
  // The long run has gone on as new in between.
  const executions = [];
  for await (const { runId } of here.client.workflow.list({ query: `WorkflowId = "${long}"` })) executions.push(runId);
  expect(executions.length).toBeGreaterThan(1);

  // Back: the version before is started and promoted again.
  const waiting = await here.start('asking');
  await here.asks(waiting);
  await here.worker('1');
  await here.promote('1');
  expect(await here.output('workflow')).toBe('1');
  await here.approve(waiting);
  expect((await here.result(waiting)).results.map(({ agents }) => agents[0]!.output)).toEqual(['2', '1']);
  await here.drained('2');
});

test('pinned runs stay with their version to the end, whatever the next one does', async () => {
  const here = await Upgraded.new(server.address);
  const { project } = here;
  const pinned = ['--versioning-behavior', 'pinned'];
  const one = await here.worker('1', ...pinned);
  await here.promote('1');
  const [asking, long, outer] = [await here.start('asking'), await here.start('long'), await here.start('outer')];
  for (const id of [asking, long, `${outer}/sub`]) await here.asks(id);
  const atWork = await here.start('at-work');
  await project.hasNoted('began g on 1');

  // The new version's workflow code would break each of them.
  const queue = ['--task-queue', project.taskQueue];
  const version = ['--deployment', here.deployment, '--build-id', '2'];
  const two = project.start(['worker', ...queue, ...version, ...pinned], {
    env: { VERSION: '2' },
    cli: differentBuild(),
  });
  await two.says('Worker ready');
  await here.promote('2');
  expect(await here.output('workflow')).toBe('2');
  expect(await here.version('1')).toMatchObject({
    status: 'draining',
    // With the sub-workflow.
    pinned_runs: 5,
    safe_to_stop: false,
    reason: '5 runs stay with it',
  });
  const tooSoon = await project.cli('deployment', 'wait', ...version.slice(0, 3), '1', '--timeout', '0s');
  expect([tooSoon.code, tooSoon.stdout]).toEqual([4, 'build id 1 is still needed: 5 runs stay with it\n']);

  // A worker of their version takes over from one that goes.
  const again = await here.worker('1', ...pinned);
  one.child.kill('SIGTERM');
  await one.finished;
  while ((await project.notes()).filter((note) => note === 'began g on 1').length < 2) await delay(50);
  await project.write({ go: '' });
  await here.approve(asking);
  await here.approve(outer, 'sub/ask');
  await here.approve(long);
  for (const id of [asking, outer, long, atWork]) {
    expect(await here.result(id)).toMatchObject({ status: 'success' });
    expect(await here.versionsOf(id)).toEqual(['1']);
  }
  const notes = await project.notes();
  expect(notes.toSorted()).toEqual(
    [
      'ran a on 1',
      'ran b on 1',
      'ran a on 1',
      'ran b on 1',
      'ran f on 1',
      ...times(20, (n) => `ran c${n} on 1`),
      ...times(20, (n) => `ran d${n} on 1`),
      'ran e on 1',
      'ran h on 2',
      'began g on 1',
      'began g on 1',
      'ran g on 1',
    ].toSorted(),
  );
  await here.drained('1');
  again.child.kill('SIGTERM');
  expect((await again.finished).code).toBe(0);
  expect(await here.output('workflow')).toBe('2');
});

test('the gate of a concurrency limit holds no version, though runs are pinned', async () => {
  const here = await Upgraded.new(server.address);
  const pinned = ['--versioning-behavior', 'pinned'];
  const one = await here.worker('1', ...pinned);
  await here.promote('1');
  const first = await here.start('outer');
  await here.asks(`${first}/sub`);
  const second = await here.start('outer');
  const hasAsked = async () =>
    (await here.client.workflow.getHandle(second).fetchHistory()).events!.some(
      ({ activityTaskCompletedEventAttributes: asked }) => asked,
    );
  while (!(await hasAsked())) await delay(50);
  await here.worker('2', ...pinned);
  await here.promote('2');
  const third = await here.start('outer');
  await here.approve(first, 'sub/ask');
  await here.result(first);
  // It has begun on the first version, and waits there for its turn with a run of the second one behind it.
  await here.asks(`${second}/sub`);
  await here.approve(second, 'sub/ask');
  await here.result(second);
  await here.drained('1');
  one.child.kill('SIGTERM');
  await one.finished;
  await here.asks(`${third}/sub`);
  await here.approve(third, 'sub/ask');
  expect(await here.result(third)).toMatchObject({ status: 'success' });
  expect(await here.versionsOf(third)).toEqual(['2']);
});

test('where no version is current, runs wait; status, doctor and run say why, and what to do', async () => {
  const here = await Upgraded.new(server.address);
  const { project, deployment } = here;
  const queue = ['--task-queue', project.taskQueue];
  await here.worker('1');
  const remedy = `orchestrator deployment promote --deployment ${deployment} --build-id 1`;
  const run = project.start(['run', '-f', 'workflow.yaml', '--progress', 'plain', ...queue]);
  await run.says(remedy);
  const doctor = await project.cli('doctor', '-f', 'workflow.yaml', '--json', ...queue);
  const { checks } = JSON.parse(doctor.stdout) as { checks: { check: string }[] };
  expect(checks.find(({ check }) => check === 'workers')).toMatchObject({
    level: 'warn',
    message: expect.stringContaining('which is not current'),
    remedy: expect.stringContaining(remedy),
  });
  const status = await project.cli('status', '@last', ...queue);
  expect(status.code).toBe(6);
  expect(status.stderr).toContain('which is not current');
  expect(status.stderr).toContain(remedy);
  await here.promote('1');
  expect((await run.finished).code).toBe(0);
  const well = await project.cli('doctor', '-f', 'workflow.yaml', ...queue);
  expect(well.stdout).toContain('a worker takes up runs');
});

test('a run that is pinned to a version without workers says so, and can be moved to the current one', async () => {
  const here = await Upgraded.new(server.address);
  const { project, deployment } = here;
  const two = await here.worker('2', '--versioning-behavior', 'pinned');
  await here.promote('2');
  const [id, other] = [await here.start('asking'), await here.start('asking')];
  for (const each of [id, other]) await here.asks(each);
  await here.worker('1', '--versioning-behavior', 'pinned');
  await here.promote('1');
  two.child.kill('SIGTERM');
  await two.finished;
  const status = await project.cli('status', id);
  expect(status.code).toBe(6);
  expect(status.stderr).toContain(`pinned to build id "2" of the deployment "${deployment}"`);

  const one = await project.cli('deployment', 'move', id, '--json');
  expect(JSON.parse(one.stdout)).toEqual({ moved: [id] });
  const from = ['deployment', 'move', '--deployment', deployment, '--from', '2', '--json'];
  // The list of runs follows a moment later.
  while (JSON.parse((await project.cli(...from)).stdout).moved.length > 0) await delay(100);
  for (const each of [id, other]) {
    await here.approve(each);
    expect((await here.result(each)).results.map(({ agents }) => agents[0]!.output)).toEqual(['2', '1']);
  }
  await here.drained('2');
  expect((await project.cli('deployment', 'move', id)).stderr).toContain('is over');
});

test('a part of the runs goes to a version that ramps up, and to it alone', async () => {
  const here = await Upgraded.new(server.address);
  const { project, deployment } = here;
  await here.worker('1');
  await here.promote('1');
  await here.worker('2');
  const ramp = async (percent: string) => {
    const flags = ['--deployment', deployment, '--build-id', '2', '--percent', percent, '--json'];
    const { stdout, stderr } = await project.cli('deployment', 'ramp', ...flags);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as DeploymentDocument;
  };
  const ramping = await ramp('100');
  expect(ramping).toMatchObject({ current: '1', ramping: '2', ramp_percent: 100 });
  expect(ramping.versions.find(({ build_id: id }) => id === '2')).toMatchObject({
    status: 'ramping',
    safe_to_stop: false,
  });
  expect(await here.output('workflow')).toBe('2');
  expect(await ramp('0')).toMatchObject({ current: '1', ramping: null, ramp_percent: 0 });
  expect(await here.output('workflow')).toBe('1');
  const text = await project.cli('deployment', 'status', '--deployment', deployment);
  expect(text.stdout).toContain('build id 1 takes up new runs');
});

test('workers without versions are upgraded to versions, and back', async () => {
  const here = await Upgraded.new(server.address);
  const { project } = here;
  const plain = project.start(['worker', '--task-queue', project.taskQueue], { env: { VERSION: 'plain' } });
  await plain.says('Worker ready');
  const [waiting, inTurn] = [await here.start('asking'), await here.start('outer')];
  for (const id of [waiting, `${inTurn}/sub`]) await here.asks(id);
  await here.worker('1', '--versioning-behavior', 'pinned');
  const before = await here.start('workflow');
  expect(await here.outputOf(before)).toBe('plain');
  await here.promote('1');
  const after = await here.start('workflow');
  expect(await here.outputOf(after)).toBe('1');
  // Versions cost no events.
  expect(await here.eventsOf(after)).toEqual(await here.eventsOf(before));
  await here.approve(waiting);
  expect((await here.result(waiting)).results.map(({ agents }) => agents[0]!.output)).toEqual(['plain', '1']);
  const third = await here.start('outer');
  const back = await project.cli('deployment', 'promote', '--unversioned', '--deployment', here.deployment, '--json');
  expect(JSON.parse(back.stdout)).toMatchObject({ current: null });
  expect(await here.output('workflow')).toBe('plain');
  // Its gate has been with each of them.
  const next = await here.start('outer');
  for (const id of [inTurn, third, next]) {
    await here.asks(`${id}/sub`);
    await here.approve(id, 'sub/ask');
    expect(await here.result(id)).toMatchObject({ status: 'success' });
  }
});

test('a schedule starts its runs on the version that is current', async () => {
  const here = await Upgraded.new(server.address);
  const { project } = here;
  const id = `hourly-${project.taskQueue}`;
  await here.worker('1', '--versioning-behavior', 'pinned');
  await here.promote('1');
  const create = ['create', id, '-f', 'workflow.yaml', '--every', '1h', '--task-queue', project.taskQueue];
  expect((await project.cli('schedule', ...create)).code).toBe(0);
  const trigger = async () => {
    const { stdout } = await project.cli('schedule', 'trigger', id, '--overlap', 'allow_all', '--json');
    return here.outputOf((JSON.parse(stdout) as { workflow_id: string }).workflow_id);
  };
  expect(await trigger()).toBe('1');
  await here.worker('2', '--versioning-behavior', 'pinned');
  await here.promote('2');
  expect(await trigger()).toBe('2');
  await project.cli('schedule', 'delete', id);
});

test('agents go to the same version: in Python, and on a task queue of their own if its workers are of the deployment', async () => {
  await pythonEnvironment({ root: '/', env: process.env, onProgress: () => {} });
  const here = await Upgraded.new(server.address, {
    'agents/spoken.py': `
import os
class Say:
    def run(self):
        return os.environ["VERSION"]
`,
  });
  const { project } = here;
  const queue = project.taskQueue;
  await project.write({
    'everywhere.yaml': `
name: everywhere
${DEFAULTS}phases:
  - { name: ask, approval: {}, agents: [{ id: node, module: agents.versions, class: Say }] }
  - { name: python, depends_on: [ask], agents: [{ id: python, runtime: python, module: agents.spoken, class: Say }] }
  - { name: own, depends_on: [ask], agents: [{ id: own, module: agents.versions, class: Say, task_queue: "${queue}-own" }] }
  - { name: loose, depends_on: [ask], agents: [{ id: loose, module: agents.versions, class: Say, task_queue: "${queue}-loose" }] }
`,
  });
  const start = async (buildId: string) => {
    const worker = await here.worker(buildId, '--python', '--versioning-behavior', 'pinned');
    await worker.says('Python worker ready');
    const own = ['--task-queue', `${queue}-own`, '--deployment', here.deployment, '--build-id', buildId];
    await project.start(['worker', ...own], { env: { VERSION: buildId } }).says('Worker ready');
  };
  await project.start(['worker', '--task-queue', `${queue}-loose`], { env: { VERSION: 'loose' } }).says('Worker ready');
  await start('1');
  await here.promote('1');
  const pinned = await here.start('everywhere');
  await here.asks(pinned);
  await start('2');
  await here.promote('2');
  const newer = await here.start('everywhere');
  await here.asks(newer);
  for (const [id, version] of [
    [pinned, '1'],
    [newer, '2'],
  ] as const) {
    await here.approve(id);
    const { results } = await here.result(id);
    expect(results.flatMap(({ agents }) => agents[0]!.error ?? [])).toEqual([]);
    expect(results.map(({ agents }) => agents[0]!.output)).toEqual([version, version, version, 'loose']);
  }
});

test("a program's own worker is of a version, too, and the program can promote it", async () => {
  const { project, deployment } = await Upgraded.new(server.address);
  const env = { TEMPORAL_ADDRESS: server.address, VERSION: '1' };
  const program = `
import { setTimeout as delay } from 'node:timers/promises';
import { DeploymentError, Orchestrator } from ${JSON.stringify(join(ROOT, 'dist', 'index.js'))};
const orchestrator = new Orchestrator({
  configPath: 'workflow.yaml',
  taskQueue: ${JSON.stringify(project.taskQueue)},
  version: { deployment: ${JSON.stringify(deployment)}, buildId: '1' },
});
const running = orchestrator.run();
const workers = orchestrator.deployment(${JSON.stringify(deployment)});
// Until its worker polls, there is no such deployment.
const isRefused = (error) => {
  if (!(error instanceof DeploymentError)) throw error;
  return true;
};
while (await workers.promote('1').then(() => false, isRefused)) await delay(100);
const { results } = await running;
const { current } = await workers.status();
const { safe_to_stop: safe } = await workers.waitUntilSafe('1', { timeout: 0 });
console.log(JSON.stringify({ output: results[0].agents[0].output, current, safe, moved: await workers.moveFrom('1') }));
`;
  await project.write({ 'program.mjs': program });
  const { code, stdout, stderr } = await project.start([], { env, cli: join(project.folder, 'program.mjs') }).finished;
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ output: '1', current: '1', safe: false, moved: [] });
});

test('half a version is refused', async () => {
  const { project } = await Upgraded.new(server.address);
  for (const [flags, says] of [
    [['--deployment', 'd'], 'needs a build id'],
    [['--build-id', '1'], 'needs a deployment'],
    [['--versioning-behavior', 'pinned'], 'needs --deployment and --build-id'],
  ] as const) {
    const { code, stderr } = await project.cli('worker', ...flags);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  }
  const { code, stderr } = await project.cli('deployment', 'status', '--deployment', 'no-such');
  expect(stderr).toContain('there is no deployment "no-such"');
  expect(code).toBe(2);
});
