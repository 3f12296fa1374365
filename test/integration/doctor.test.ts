import { expect, inject, test } from 'vitest';
import { checkTemporal } from '../../src/doctor/check-temporal.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { newProject, type Project } from './project.ts';

async function doctor(project: Project, ...args: string[]) {
  const began = performance.now();
  const { code, stdout } = await project.cli('doctor', '--task-queue', project.taskQueue, '--json', ...args);
  const document = JSON.parse(stdout) as { ok: boolean; checks: Finding[] };
  const level = (check: string) => document.checks.find((each) => each.check === check)?.level;
  return { code, ...document, level, seconds: (performance.now() - began) / 1000 };
}

const PIPELINE = {
  'config/workflow.yaml': 'phases: [{ name: a, agents: [{ module: agents.all, class: Echo }] }]',
};

test('doctor says what is well, and what a worker would mend', async () => {
  const project = await newProject(PIPELINE);
  const before = await doctor(project);
  expect(before).toMatchObject({ code: 0, ok: true });
  expect(before.checks.map(({ check }) => check).join(', ')).toBe(
    'node, package, definition, agents, temporal, workers, clock, server program, payload store, disk, metrics port',
  );
  expect(before.checks.find(({ check }) => check === 'workers')).toEqual({
    check: 'workers',
    level: 'warn',
    message: `no worker takes up runs from "${project.taskQueue}"`,
    remedy: expect.stringContaining(`orchestrator worker --task-queue ${project.taskQueue}`),
  });
  expect(before.level('clock')).toBe('ok');

  await project.worker();
  expect((await doctor(project)).level('workers')).toBe('ok');
  const { stdout } = await project.cli('doctor', '--task-queue', project.taskQueue);
  expect(stdout).toContain(`a worker takes up runs from "${project.taskQueue}"`);
});

test('doctor fails for a definition that is wrong, and looks for Python where agents need it', async () => {
  const project = await newProject({
    'wrong.yaml': 'phases: []',
    'python.yaml': 'phases: [{ name: a, agents: [{ module: agents.all, class: A, runtime: python }] }]',
  });
  const wrong = await doctor(project, '-f', 'wrong.yaml');
  expect(wrong).toMatchObject({ code: 1, ok: false });
  expect(wrong.level('definition')).toBe('fail');
  const python = await doctor(project, '-f', 'python.yaml', '--python-bin', '/nowhere/python');
  expect(python.level('python')).toBe('fail');
  expect(python.level('python workers')).toBe('warn');
});

test('doctor warns of a server that nobody has named, and fails for settings that cannot be used', async () => {
  const target = { address: inject('temporalAddress'), namespace: 'default', options: {}, isGuess: true } as const;
  const [server] = await checkTemporal({ target, isConfigured: false, taskQueue: 'q', python: false });
  expect(server).toMatchObject({
    level: 'warn',
    message: expect.stringContaining(`no Temporal server is configured`),
    remedy: expect.stringContaining(`TEMPORAL_ADDRESS=${target.address}`),
  });
  const project = await newProject(PIPELINE);
  project.env['TEMPORAL_PROFILE'] = 'nowhere';
  const found = await doctor(project);
  expect(found).toMatchObject({ code: 1, ok: false });
  expect(found.checks.find(({ check }) => check === 'temporal')).toMatchObject({
    level: 'fail',
    message: expect.stringContaining("Profile 'nowhere' not found"),
    remedy: expect.stringContaining('TEMPORAL_'),
  });
  expect(found.level('definition')).toBe('ok');
});

test('doctor names a namespace that is not there', async () => {
  const project = await newProject(PIPELINE);
  project.env['TEMPORAL_NAMESPACE'] = 'nowhere';
  const found = await doctor(project);
  expect(found).toMatchObject({ code: 1 });
  expect(found.checks.find(({ check }) => check === 'temporal')).toMatchObject({
    level: 'fail',
    message: expect.stringContaining('has no namespace "nowhere"'),
    remedy: expect.stringContaining('Set TEMPORAL_NAMESPACE'),
  });
});

test('doctor comes to an end in time where nothing answers', async () => {
  const project = await newProject(PIPELINE, { TEMPORAL_ADDRESS: '127.0.0.1:9' });
  const configured = await doctor(project);
  expect(configured).toMatchObject({ code: 1 });
  expect(configured.level('temporal')).toBe('fail');
  expect(configured.seconds).toBeLessThan(8);
  // An S3 store that does not answer, too.
  project.env['AWS_ENDPOINT_URL_S3'] = 'http://127.0.0.1:9';
  Object.assign(project.env, { AWS_REGION: 'x', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
  const withStore = await doctor(project, '--payload-store', 's3://some-bucket/here');
  expect(withStore.level('payload store')).not.toBe('ok');
  expect(withStore.seconds).toBeLessThan(8);
});
