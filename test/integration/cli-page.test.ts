import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newProject, type Project } from './project.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), 'utf8');

/** The examples below a heading of the page, in order. */
function examples(heading: string): unknown[] {
  const [, section = ''] = new RegExp(`\n### ${heading}\n([^]*?)\n##`).exec(page) ?? [];
  return [...section.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text]) => JSON.parse(text!) as unknown);
}

/** The keys of a document, and of what is first in its lists, as deep as it goes. What agents and files have made up is not looked into. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value).map(([key, inner]) => [key, FREE.includes(key) ? null : shapeOf(inner)]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => String(a).localeCompare(String(b))));
}

const FREE = [
  'output',
  'outputs',
  'inputs',
  'fields',
  'progress',
  'error',
  'phases',
  'problems',
  'files',
  'levels',
  'edges',
];

async function document(project: Project, ...args: string[]): Promise<unknown> {
  const { stdout, stderr } = await project.cli(...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test('documents have the shapes that docs/cli.md shows', async () => {
  const project = await newProject({
    'workflow.yaml': `{ name: shown, phases: [
      { name: a, approval: { prompt: Go on? }, agents: [{ id: l, module: agents.logs, class: Logs }] } ] }`,
    'plain.yaml': '{ name: plain, phases: [{ name: a, agents: [{ module: agents.logs, class: Logs }] }] }',
    'wrong.yaml': 'phases: [{ name: a, depends_on: [b], agents: [{ module: m, class: A }] }]',
    'agents/logs.mjs': `export class Logs { async run({ log }) { log.info('something'); return 1; } }`,
  });
  const queue = ['--task-queue', project.taskQueue];
  const id = `shown-${project.taskQueue}`;
  const check = async (example: unknown, ...args: string[]) =>
    expect(shapeOf(await document(project, ...args)), args.join(' ')).toEqual(shapeOf(example));
  const worker = await project.worker('--json');

  const [result, detached] = examples('A result');
  const [decided, paused] = examples('A decision');
  await check(detached, 'run', '-f', 'workflow.yaml', '--id', id, '--detach', ...queue);
  await check(paused, 'pause', id);
  await check(paused, 'resume', id);
  await check(decided, 'approve', id, 'a');
  await check(result, 'wait', id);
  const status = (await document(project, 'status', id)) as { results: { agents: object[] }[] };
  expect(shapeOf(status.results[0]!.agents[0])).toEqual(shapeOf(examples('A status')[0]));
  await check(examples('A list of runs')[0], 'list', ...queue);
  await check(examples('Log lines')[0], 'logs', id, ...queue);
  await check(examples('Compatibility')[0], 'compat', '--run', id, ...queue);
  await check(examples('Problems')[0], 'validate', '-f', 'wrong.yaml');
  await check(examples('A plan')[0], 'plan', '-f', 'workflow.yaml');
  await check(examples('A graph')[0], 'graph', '-f', 'plain.yaml');
  await check(examples('Errors')[0], 'status', 'no-such-run');
  await check(examples('A new project')[0], 'init', 'new');
  await check(examples('Findings')[0], 'doctor', '-f', 'workflow.yaml', ...queue);

  const [schedule, triggered, backfilled, deleted] = examples('A schedule');
  await document(project, 'schedule', 'create', id, '-f', 'workflow.yaml', '--every', '1h', ...queue);
  await check(triggered, 'schedule', 'trigger', id);
  await check(schedule, 'schedule', 'show', id);
  const times = ['--start', '2026-01-01', '--end', '2026-01-02'];
  await check(backfilled, 'schedule', 'backfill', id, ...times, '--overlap', 'skip');
  await check(deleted, 'schedule', 'delete', id);

  const version = ['--deployment', `shown-${project.taskQueue}`, '--build-id', '1'];
  const [shownDeployment, moved] = examples('A deployment') as [{ versions: object[] }, object];
  await project.worker(...version);
  await check(shownDeployment, 'deployment', 'promote', ...version);
  await check(shownDeployment, 'deployment', 'status', ...version.slice(0, 2));
  await check(shownDeployment.versions[0], 'deployment', 'wait', ...version, '--timeout', '0s');
  const pinned = `pinned-${project.taskQueue}`;
  await document(project, 'run', '-f', 'workflow.yaml', '--id', pinned, '--detach', ...queue);
  await check(moved, 'deployment', 'move', pinned);
  await document(project, 'terminate', pinned);

  worker.child.kill('SIGTERM');
  const { stdout } = await worker.finished;
  expect(shapeOf(JSON.parse(stdout))).toEqual(shapeOf(examples('A worker')[0]));
});
