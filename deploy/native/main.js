// @ts-check
/**
 * The production topology as processes of this machine, in a scratch folder, from nothing to a run that has ended.
 *
 *     npm run topology                 one run that uses every part
 *     npm run topology -- load 200     so many runs of 50 agents at once, beside hand-written workflows of the same shape
 *     npm run topology -- kill 50      runs under way, while workers, server and database are killed so many times
 *     npm run topology -- restore      the database is lost in the middle of a run, and comes back from a dump
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createTopology } from './create-topology.js';
import { kill } from './scenarios/kill.js';
import { load } from './scenarios/load.js';
import { restore } from './scenarios/restore.js';
import { run } from './scenarios/run.js';

/** @type {Record<string, import('./scenarios/scenario.js').Scenario>} */
const scenarios = { run, load, kill, restore };
const [name = 'run', ...args] = process.argv.slice(2);
const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
if (!scenario) {
  console.error(`There is no "${name}": choose one of ${Object.keys(scenarios).join(', ')}.`);
  process.exit(2);
}

const began = Date.now();
/** @param {string} line */
const onProgress = (line) => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${line}`);

const installed = spawnSync('bash', [join(import.meta.dirname, 'install.sh')], { stdio: 'inherit' });
if (installed.status !== 0) process.exit(installed.status ?? 1);

const topology = await createTopology({ onProgress, ...scenario.topology });
const stopped = new Promise((_, reject) => {
  // Also the second of them does not keep us from cleaning up, which takes a moment.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => reject(new Error(`ended by ${signal}`)));
});
let code = 0;
try {
  await Promise.race([topology.start().then(() => scenario.play(topology, onProgress, args)), stopped]);
  const { endedByThemselves } = topology;
  if (endedByThemselves.length > 0) onProgress(`ended by themselves, and came back: ${endedByThemselves.join(', ')}`);
  onProgress('all is well');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  code = 1;
} finally {
  await topology.stop();
}
process.exit(code);
