/**
 * Many items in one run: time for each, the worker's memory, events and executions, at growing numbers of items.
 *
 *     npm run build && node bench/wide.js [items]...
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../dist/environment.js';
import { loadDefinition } from '../dist/definition/load.js';
import { startRun } from '../dist/runs/start-run.js';
import { Session } from '../dist/session.js';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000, 100_000];
const WINDOW = 500;

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'));
cpSync(join(import.meta.dirname, 'agents'), join(folder, 'agents'), { recursive: true });
const file = join(folder, 'wide.yaml');
const session = await Session.open({ root: folder, embeddedServer: true });
const worker = await session.startWorker({ taskQueue: 'wide', maxAgents: WINDOW, onLog() {} });

for (const items of sizes) {
  const list = JSON.stringify(Array.from({ length: items }, (_, index) => index));
  const agent = `{ module: agents.noop, class: Noop, for_each: ${list} }`;
  writeFileSync(
    file,
    `max_workers: ${WINDOW}\ndefaults: { isolation: inline }\nphases: [{ name: fan, agents: [${agent}] }]\n`,
  );
  const { definition } = loadDefinition(file, { environment });
  const id = `wide-${items}`;
  const memory = [];
  const sampling = setInterval(() => memory.push(process.memoryUsage().rss), 500);
  const began = performance.now();
  const cpu = process.cpuUsage();
  await startRun(session.client, { definition, inputs: {} }, { taskQueue: 'wide', id, payloadsAreKept: true });
  const { results } = await session.client.workflow.getHandle(id).result();
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  clearInterval(sampling);
  const done = results[0].agents[0].items.filter(
    ({ status, attempts }) => status === 'success' && attempts === 1,
  ).length;
  let executions = 0;
  let events = 0;
  for await (const run of session.client.workflow.list({ query: `WorkflowId = "${id}"` })) {
    executions++;
    events += run.historyLength;
  }
  const quarter = Math.max(1, Math.floor(memory.length / 4));
  const peak = (part) => Math.round(Math.max(...part) / 1e6);
  console.log(
    `${items} items: ${((seconds / items) * 1000).toFixed(2)} ms an item, ${((used.user + used.system) / 1e3 / items).toFixed(2)} ms of CPU, ` +
      `${done} done once, ${executions} executions, ${(events / items).toFixed(3)} events an item, ` +
      `${peak(memory.slice(0, quarter))} MB in the first quarter, ${peak(memory.slice(-quarter))} MB in the last`,
  );
}

await worker.shutdown();
await session.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
