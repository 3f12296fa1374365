import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportDocument } from '../../src/report/report-document.ts';
import type { ShownGraph } from '../../src/graph/shown-graph.ts';
import { canBrowse, launchBrowser, openPage } from '../report/browser.ts';
import { newProject, type Project } from './project.ts';

const PIPELINE = `name: pipeline
inputs: { roads: { type: array, items: { type: string }, default: [a, b, c] } }
phases:
  - name: collect
    parallel: true
    agents:
      - { id: echo, module: agents.all, class: Echo, for_each: "\${{ inputs.roads }}", with: { road: "\${{ item }}" } }
      - { id: shaky, module: agents.more, class: Shaky, retry: { max_retries: 2, retry_delay: 200ms } }
  - name: nested
    depends_on: [collect]
    workflow: ./sub.yaml
  - name: broken
    depends_on: [collect]
    agents: [{ id: bad, module: agents.all, class: Failing, retry: { max_retries: 0 } }]
  - name: never
    depends_on: [{ phase: broken, when: success }]
    agents: [{ id: e, module: agents.all, class: Echo }]
finally: [{ id: cleanup, module: agents.all, class: Echo }]
`;

const FILES = {
  'workflow.yaml': PIPELINE,
  'sub.yaml': 'name: sub\nphases: [{ name: inner, agents: [{ id: deep, module: agents.all, class: Echo }] }]',
  'agents/more.mjs': `export class Shaky {
  async run({ attempt, log }) {
    log.info('this is attempt ' + attempt);
    if (attempt < 3) throw new Error('not yet </script>');
    return { tried: attempt };
  }
}`,
};

const documentIn = (html: string): ReportDocument =>
  JSON.parse(/<script type="application\/json" id="report">(.*?)<\/script>/s.exec(html)![1]!) as ReportDocument;

async function ranPipeline(): Promise<{ project: Project; id: string }> {
  const project = await newProject(FILES);
  await project.worker();
  const id = `reported-${project.taskQueue}`;
  const { code } = await project.run('--id', id);
  expect(code).toBe(1);
  return { project, id };
}

test('a report has the run, its items, attempts, logs, sub-workflow and reasons, and opens without a complaint', async () => {
  const { project, id } = await ranPipeline();
  const { code, stdout } = await project.cli('report', id, '-o', 'run.html');
  expect([code, stdout]).toEqual([0, 'run.html\n']);
  const html = readFileSync(join(project.folder, 'run.html'), 'utf8');
  const { run, phases, tasks, inputs } = documentIn(html);
  expect(run).toMatchObject({ workflow: 'pipeline', workflow_id: id, status: 'failed', error: { phase: 'broken' } });
  expect(inputs).toEqual({ roads: ['a', 'b', 'c'] });
  expect(phases.map(({ path, status }) => `${path} ${status}`)).toEqual([
    'collect success',
    'nested success',
    'nested/inner success',
    'broken failed',
    'never blocked',
    'finally success',
  ]);
  expect(phases[4]!.reason).toContain('broken');
  const named = new Map(
    tasks.map((task) => [`${phases[task.phase]!.path}/${task.agent}${task.item ? `#${task.item.index}` : ''}`, task]),
  );
  expect([...named.keys()]).toEqual([
    'collect/echo#0',
    'collect/echo#1',
    'collect/echo#2',
    'collect/shaky',
    'nested/inner/deep',
    'broken/bad',
    'never/e',
    'finally/cleanup',
  ]);
  expect(named.get('collect/echo#1')).toMatchObject({
    item: { value: 'b' },
    output: { input: { road: 'b' } },
    attempts: 1,
  });
  for (const name of ['collect/echo#0', 'nested/inner/deep', 'broken/bad', 'finally/cleanup']) {
    const { scheduled, started, ended } = named.get(name)!.times;
    expect(run.started_at <= scheduled! && scheduled! <= started! && started! <= ended!).toBe(true);
    expect(ended!).toBeLessThanOrEqual(run.finished_at!);
  }
  const shaky = named.get('collect/shaky')!;
  expect(shaky.tries.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 'failed'],
    [2, 'failed'],
    [3, 'success'],
  ]);
  expect(shaky.tries[1]!.started - shaky.tries[0]!.ended!).toBeGreaterThan(150);
  expect(shaky.log?.lines.map(({ text }) => text)).toContain('this is attempt 3');
  expect(named.get('broken/bad')).toMatchObject({ status: 'failed', error: { type: 'RangeError' } });
  expect(named.get('never/e')!.times).toEqual({ scheduled: null, started: null, ended: null });

  if (!canBrowse) return;
  const browser = await launchBrowser();
  try {
    const { page, complaints } = await openPage(browser, html);
    expect(await page.textContent('#summary')).toContain('broken/bad');
    await page.click('.node[data-phase="nested"]');
    expect(await page.textContent('.agents .rows-body')).toContain('nested/inner / deep');
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('a report of a run under way shows it as it is now', async () => {
  const project = await newProject({
    'workflow.yaml':
      'phases: [{ name: one, agents: [{ id: first, module: agents.all, class: Echo }, { id: slow, module: agents.all, class: Sleeper }, { id: last, module: agents.all, class: Echo }] }]',
  });
  await project.worker();
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--task-queue', project.taskQueue);
  await project.hasNoted('began slow');
  const { code, stdout } = await project.cli('report', '@last', '--task-queue', project.taskQueue, '--json');
  expect(code).toBe(0);
  const { file } = JSON.parse(stdout) as { file: string };
  expect(file).toMatch(/^report-.*\.html$/);
  const { run, tasks } = documentIn(readFileSync(join(project.folder, file), 'utf8'));
  expect([run.status, run.finished_at]).toEqual(['running', null]);
  expect(tasks.map(({ status }) => status)).toEqual(['success', 'running', 'pending']);
  expect(tasks[1]!.times.started).toBeGreaterThanOrEqual(tasks[0]!.times.ended!);
  await project.cli('shutdown', '@last', '--task-queue', project.taskQueue);
});

test('a run that was terminated is told from its history', async () => {
  const project = await newProject({
    'workflow.yaml':
      'phases: [{ name: one, agents: [{ id: first, module: agents.all, class: Echo }, { id: slow, module: agents.all, class: Sleeper }] }, { name: two, depends_on: [one], agents: [{ id: e, module: agents.all, class: Echo }] }]',
  });
  await project.worker();
  const id = `ended-${project.taskQueue}`;
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', id, '--task-queue', project.taskQueue);
  await project.hasNoted('began slow');
  await (await project.client()).workflow.getHandle(id).terminate('no longer wanted');
  expect((await project.cli('report', id, '-o', 'r.html')).code).toBe(0);
  const { run, phases, tasks } = documentIn(readFileSync(join(project.folder, 'r.html'), 'utf8'));
  expect(run).toMatchObject({ status: 'failed', error: { type: 'Terminated' } });
  expect(phases.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  expect(tasks.map(({ agent, status }) => [agent, status])).toEqual([
    ['first', 'success'],
    ['slow', 'cancelled'],
    ['e', 'cancelled'],
  ]);
  expect(tasks[0]!.output).toMatchObject({ agent: 'first' });
});

test('graph --run has the states and times of a run, by its own definition, in every format', async () => {
  const { project, id } = await ranPipeline();
  await project.write({ 'workflow.yaml': 'phases: [{ name: other, agents: [{ module: agents.all, class: Echo }] }]' });
  const graph = async (...args: string[]) => (await project.cli('graph', '--run', id, ...args)).stdout;
  const { workflow_id, status, nodes, edges } = JSON.parse(await graph('--json')) as ShownGraph;
  expect([workflow_id, status]).toEqual([id, 'failed']);
  expect(nodes.map((node) => [node.name, node.status])).toEqual([
    ['collect', 'success'],
    ['nested', 'success'],
    ['broken', 'failed'],
    ['never', 'blocked'],
  ]);
  expect(nodes[0]).toMatchObject({ for_each: { echo: 3 }, tasks: { done: 4, all: 4 } });
  expect(nodes[0]!.duration).toBeGreaterThan(0);
  expect(edges.at(-1)).toEqual({ from: 'broken', to: 'never', when: 'success' });
  expect(await graph()).toMatch(/✖ broken  after collect  failed/);
  expect(await graph('--format', 'mermaid')).toContain(':::blocked');
  expect(await graph('--format', 'dot')).toMatch(/"never" \[label="never.*blocked"/);
  expect(await graph('--format', 'svg')).toContain('node s-failed');
});

test('a run that is not there has no report', async () => {
  const project = await newProject({});
  const { code, stderr } = await project.cli('report', 'nowhere');
  expect(code).toBe(2);
  expect(stderr).toContain('there is no run "nowhere"');
});
