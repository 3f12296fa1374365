/**
 * A run of the orchestrator beside a hand-written workflow of the same shape, on one embedded server, in one process, in
 * turns. Prints exact counts first (events, state transitions), then times as ratios of medians.
 *
 *     npm run build && node bench/hand-written.js [agents] [repetitions]
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { environment } from '../dist/environment.js';
import { loadDefinition } from '../dist/definition/load.js';
import { startRun } from '../dist/runs/start-run.js';
import { Session } from '../dist/session.js';

const agents = Number(process.argv[2] ?? 100);
const repetitions = Number(process.argv[3] ?? 6);
const window = 50;

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'));
const session = await Session.open({ root: folder, embeddedServer: true });
cpSync(join(import.meta.dirname, 'agents'), join(folder, 'agents'), { recursive: true });
const ours = await session.startWorker({ taskQueue: 'ours', maxAgents: 100, onLog() {} });
const connection = await NativeConnection.connect({
  address: session.target.address,
  grpcCompression: { codec: 'none' },
});
const raw = await Worker.create({
  connection,
  taskQueue: 'raw',
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'hand-written.workflow.js'),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  }),
  activities: { noop: async () => null },
  stickyQueueScheduleToStartTimeout: '5s',
  maxHeartbeatThrottleInterval: '2s',
});
const rawEnded = raw.run();

const definitionOf = (shape, isolation) => {
  const file = join(folder, `${shape}.yaml`);
  const agent = '{ module: agents.noop, class: Noop }';
  const phase = { sequential: 'name: line', parallel: `name: fan, parallel: true, max_workers: ${window}` }[shape];
  writeFileSync(
    file,
    `defaults: { isolation: ${isolation}, timeout: 1h }\nphases: [{ ${phase}, agents: [${Array(agents).fill(agent).join(', ')}] }]\n`,
  );
  return loadDefinition(file, { environment }).definition;
};

async function measure(start) {
  const began = performance.now();
  const workflowId = await start();
  const handle = session.client.workflow.getHandle(workflowId);
  await handle.result();
  const milliseconds = (performance.now() - began) / agents;
  const { historyLength, raw: description } = await handle.describe();
  return {
    milliseconds,
    events: historyLength,
    transitions: Number(description.workflowExecutionInfo.stateTransitionCount),
  };
}

let number = 0;
const arms = (shape) => ({
  'hand-written': () =>
    measure(async () => {
      const workflowId = `raw-${shape}-${number++}`;
      await session.client.workflow.start(shape, { args: [agents, window], taskQueue: 'raw', workflowId });
      return workflowId;
    }),
  inline: () => measure(() => start(definitionOf(shape, 'inline'), `inline-${shape}-${number++}`)),
  process: () => measure(() => start(definitionOf(shape, 'process'), `process-${shape}-${number++}`)),
});

async function start(definition, id) {
  const options = { taskQueue: 'ours', id, payloadsAreKept: true };
  return (await startRun(session.client, { definition, inputs: {} }, options)).workflowId;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

for (const shape of ['sequential', 'parallel']) {
  const candidates = Object.entries(arms(shape));
  const results = new Map(candidates.map(([name]) => [name, []]));
  for (const [, run] of candidates) await run();
  for (let turn = 0; turn < repetitions; turn++) {
    for (const [name, run] of turn % 2 === 0 ? candidates : candidates.toReversed())
      results.get(name).push(await run());
  }
  const base = median(results.get('hand-written').map((result) => result.milliseconds));
  for (const [name, all] of results) {
    const milliseconds = median(all.map((result) => result.milliseconds));
    const events = median(all.map((result) => result.events));
    const transitions = median(all.map((result) => result.transitions));
    console.log(
      `${shape.padEnd(10)} ${name.padEnd(12)} ${events} events, ${transitions} transitions, ${milliseconds.toFixed(2)} ms an agent, ${(milliseconds / base).toFixed(2)} of hand-written`,
    );
  }
}

raw.shutdown();
await rawEnded;
await ours.shutdown();
await connection.close();
await session.close();
rmSync(folder, { recursive: true, force: true });
process.exit(0);
