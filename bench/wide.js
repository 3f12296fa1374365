/**
 * Many items in one run: time for each, events, executions, and the memory of the worker, at growing numbers of items; beside
 * a hand-written workflow that does the same in batches, on the same server, in the same run.
 *
 *     npm run build && node bench/wide.js [items]...
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../dist/environment.js';
import { loadDefinition } from '../dist/definition/load.js';
import { startRun } from '../dist/runs/start-run.js';
import { Session } from '../dist/session.js';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000, 100_000];
const WINDOW = 500;
const BATCH = 500;

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'));
cpSync(join(import.meta.dirname, 'agents'), join(folder, 'agents'), { recursive: true });
const session = await Session.open({ root: folder, embeddedServer: true });

/** A worker in a process of its own, so that its memory is its own. */
async function startWorker(script, ...args) {
  const env = { ...process.env, TEMPORAL_ADDRESS: session.target.address, WINDOW: String(WINDOW) };
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], { cwd: folder, env });
  child.stdout.resume();
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (text) => String(text).includes('Worker ready') && resolve());
    child.once('exit', () => reject(new Error('the worker ended')));
  });
  return child;
}

const rss = ({ pid }) => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

function definitionOf(items) {
  const file = join(folder, 'wide.yaml');
  const list = JSON.stringify(Array.from({ length: items }, (_, index) => index));
  const agent = `{ module: agents.noop, class: Noop, for_each: ${list} }`;
  writeFileSync(
    file,
    `max_workers: ${WINDOW}\ndefaults: { isolation: inline, timeout: 1h }\nphases: [{ name: fan, agents: [${agent}] }]\n`,
  );
  return loadDefinition(file, { environment }).definition;
}

const arms = {
  'hand-written': {
    worker: () => startWorker('wide.worker.js'),
    async run(items, workflowId) {
      const handle = await session.client.workflow.start('batches', {
        args: [items, BATCH, WINDOW],
        taskQueue: 'raw',
        workflowId,
      });
      return handle.result();
    },
  },
  orchestrator: {
    worker: () => startWorker('../dist/client.js', 'worker', '--task-queue', 'wide', '--max-agents', String(WINDOW)),
    async run(items, id) {
      const input = { definition: definitionOf(items), inputs: {} };
      await startRun(session.client, input, { taskQueue: 'wide', id, payloadsAreKept: true });
      const { results } = await session.client.workflow.getHandle(id).result();
      return results[0].agents[0].items.filter(
        ({ status, attempts, output }) => status === 'success' && attempts === 1 && output === null,
      ).length;
    },
  },
};

/** The events of a run, of its continuations and of its children. */
async function countHistories(workflowId) {
  let executions = 0;
  let events = 0;
  const query = `WorkflowId = "${workflowId}" OR RootWorkflowId = "${workflowId}"`;
  for await (const { historyLength } of session.client.workflow.list({ query })) {
    executions++;
    events += historyLength;
  }
  return { executions, events };
}

for (const items of sizes) {
  let base;
  for (const [name, arm] of Object.entries(arms)) {
    const worker = await arm.worker();
    const id = `${name}-${items}`;
    const memory = [];
    const sampling = setInterval(() => memory.push(rss(worker)), 500);
    const began = performance.now();
    const done = await arm.run(items, id);
    const milliseconds = (performance.now() - began) / items;
    clearInterval(sampling);
    const { executions, events } = await countHistories(id);
    base ??= { milliseconds, events };
    const peak = (part) => Math.round(Math.max(...part));
    const tenth = Math.max(2, Math.ceil(memory.length / 10));
    console.log(
      `${items} items, ${name}: ${done} done once, ${milliseconds.toFixed(2)} ms an item (${(milliseconds / base.milliseconds).toFixed(2)}), ` +
        `${executions} executions, ${(events / items).toFixed(3)} events an item (${(events / base.events).toFixed(3)}), ` +
        `${peak(memory.slice(0, tenth))} MiB of memory after a tenth, ${peak(memory.slice(-tenth))} MiB at the end`,
    );
    worker.kill('SIGTERM');
    await once(worker, 'exit');
  }
}

await session.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
