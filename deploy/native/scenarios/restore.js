// @ts-check
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DATABASES } from '../postgres.js';
import { openSession, runThrough } from '../runs.js';
import { readStarts } from '../starts.js';
import { definitionOf } from './run.js';

/**
 * "The database is lost" of docs/operations.md: a dump in the middle of a run, work after it, both databases dropped, and restored.
 *
 * @type {import('./scenario.js').Scenario}
 */
export const restore = {
  topology: { secrets: { TOPOLOGY_TOKEN: 'a-token-of-the-topology' } },
  async play(topology, onProgress) {
    const session = await openSession(topology);
    const ended = runThrough(session, definitionOf(topology), {
      taskQueue: 'orchestrator',
      id: 'restored',
      inputs: { ms: 500 },
    });
    ended.catch(() => {}); // told below
    await startsReach(topology.project, 20);
    const dumps = await dumpAll(topology);
    const before = readStarts(topology.project).length;
    await startsReach(topology.project, before + 20);
    const lost = readStarts(topology.project).length;
    onProgress(`dumped after ${before} starts of agents; lost after ${lost}`);

    await restoreAll(topology, dumps);
    await Promise.all(topology.workers.map((worker) => worker.start()));
    onProgress('restored; server and workers are back');
    const { status, total_duration: seconds } = await ended;
    await session.close();
    const starts = readStarts(topology.project);
    onProgress(
      `the run went on: ${status} after ${seconds} s, ${starts.length} starts, of which ${starts.length - new Set(starts).size} are the same attempt again`,
    );
    if (status !== 'success') throw new Error(`the run is ${status}`);
  },
};

/**
 * Both databases, as the nightly dump does.
 *
 * @param {import('../topology.js').Topology} topology
 */
export async function dumpAll({ folder, postgres }) {
  const dumps = DATABASES.map((database) => join(folder, `${database}.dump`));
  for (const [index, file] of dumps.entries()) await postgres.dump(DATABASES[index] ?? '', file);
  return dumps;
}

/**
 * Loses what there is, and restores it; nobody may write meanwhile. Leaves the workers stopped, so that runs can be looked at first.
 *
 * @param {import('../topology.js').Topology} topology
 * @param {readonly string[]} dumps
 */
export async function restoreAll({ postgres, temporal, workers }, dumps) {
  await Promise.all(workers.map((worker) => worker.stop()));
  await temporal.stop();
  for (const database of DATABASES) await postgres.drop(database);
  for (const dump of dumps) await postgres.restore(dump);
  await temporal.start();
  await temporal.createNamespace(); // which is there: it waits until the server takes calls
}

/** @param {string} project @param {number} count */
async function startsReach(project, count) {
  while (readStarts(project).length < count) await delay(50);
}
