// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDefinition } from '../../../dist/definition/load.js';
import { baseEnv } from '../run-program.js';
import { insist, isKnown, openSession, runThrough } from '../runs.js';
import { Service } from '../service.js';
import { explainStarts, readStarts } from '../starts.js';
import { numberIn, refuse } from './scenario.js';

const AGENTS = 50;
const AT_ONCE = '100';

/**
 * Many runs at once on two workers, beside hand-written workflows of the same shape on two workers of their own, in turns.
 *
 * @type {import('./scenario.js').Scenario}
 */
export const load = {
  topology: { encrypted: false, workerFlags: { '--max-agents': AT_ONCE } },
  async play(topology, onProgress, args) {
    const runs = numberIn(args, 0, 200);
    const turns = numberIn(args, 1, 2);
    const session = await openSession(topology);
    const agent = { isolation: 'inline', class: 'Steady', with: { ms: 0 } };
    const definition = wideDefinition(topology.project, Array(AGENTS).fill(agent));
    const raw = join(topology.project, 'raw.txt');
    writeFileSync(raw, '');
    await startHandWritten(topology, raw, onProgress);

    const kinds = {
      'hand-written': async (/** @type {string} */ workflowId) => {
        const { workflow } = session.client;
        await insist(async () => {
          if (await isKnown(session.client, workflowId)) return;
          await workflow.start('parallel', { args: [AGENTS, AGENTS], taskQueue: 'raw', workflowId });
        });
        await insist(() => workflow.getHandle(workflowId).result());
        return undefined;
      },
      orchestrator: (/** @type {string} */ id) => runThrough(session, definition, { taskQueue: 'orchestrator', id }),
    };
    /** @type {Record<string, number[]>} */
    const seconds = { 'hand-written': [], orchestrator: [] };
    /** @type {import('../starts.js').RunResult[]} */
    const results = [];
    for (let turn = 0; turn <= turns; turn++) {
      const count = turn === 0 ? 10 : runs; // the first turn warms up
      const order = Object.entries(kinds);
      for (const [kind, execute] of turn % 2 === 0 ? order : order.toReversed()) {
        const began = performance.now();
        const ended = await Promise.all(
          Array.from({ length: count }, (_, index) => execute(`${kind}-${turn}-${index}`)),
        );
        const took = (performance.now() - began) / 1000;
        for (const result of ended) if (result) results.push(result);
        if (turn === 0) continue;
        seconds[kind]?.push(took);
        onProgress(`${kind}: ${count} runs of ${AGENTS} agents in ${took.toFixed(1)} s, ${speedOf(count, took)}`);
      }
    }
    await session.close();

    const { agents, attempts, starts, problems } = explainStarts(results, readStarts(topology.project));
    refuse(problems);
    onProgress(
      `orchestrator: ${agents} agents, ${attempts} attempts, ${starts} counted starts: none lost, none doubled`,
    );
    const lines = readFileSync(raw, 'utf8').trimEnd().split('\n');
    const different = new Set(lines.map((line) => line.slice(0, line.lastIndexOf(' ')))).size;
    onProgress(`hand-written: ${different} activities, ${lines.length} counted starts`);
    const [base = NaN, ours = NaN] = Object.values(seconds).map((all) => all.reduce((sum, each) => sum + each) / turns);
    onProgress(
      `hand-written ${speedOf(runs, base)}; orchestrator ${speedOf(runs, ours)}: ${(ours / base).toFixed(2)} times the time`,
    );
  },
};

/** @param {number} runs @param {number} seconds */
const speedOf = (runs, seconds) =>
  `${(runs / seconds).toFixed(2)} runs/s, ${((runs * AGENTS) / seconds).toFixed(0)} agents/s`;

/**
 * One phase of agents side by side.
 *
 * @param {string} project
 * @param {readonly object[]} agents
 * @param {object} [rest] Of the definition.
 */
export function wideDefinition(project, agents, rest = {}) {
  const file = join(project, 'wide.yaml');
  const all = agents.map((agent) => ({ module: 'agents.topology', ...agent }));
  const phase = { name: 'fan', parallel: true, max_workers: all.length, agents: all };
  writeFileSync(file, JSON.stringify({ name: 'wide', ...rest, phases: [phase] }));
  const { definition, problems } = loadDefinition(file, { environment: {} });
  if (!definition) throw new Error(JSON.stringify(problems));
  return definition;
}

/**
 * @param {import('../topology.js').Topology} topology
 * @param {string} file
 * @param {(line: string) => void} onProgress
 */
async function startHandWritten(topology, file, onProgress) {
  const program = join(import.meta.dirname, '..', '..', '..', 'bench', 'hand-written-worker.js');
  for (const number of [1, 2]) {
    /** @type {Service} */
    const worker = new Service({
      name: `hand-written-${number}`,
      command: [process.execPath, program, 'raw', file, AT_ONCE],
      env: { ...baseEnv(), ...topology.env },
      logs: topology.logs,
      onProgress,
      isReady: async () => worker.lastLines().includes('ready'),
    });
    await topology.add(worker);
  }
}
