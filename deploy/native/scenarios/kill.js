// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { openSession, runThrough } from '../runs.js';
import { Worker } from '../worker.js';
import { explainStarts, readStarts } from '../starts.js';
import { wideDefinition } from './load.js';
import { numberIn, refuse } from './scenario.js';

const AGENTS = 50;
const UNDER_WAY = 10;

/**
 * Runs without retries are kept under way while workers, server and database are killed in turn, each as soon as the one before is
 * back and has worked. An agent that is lost with them costs no retry, so that all runs must succeed.
 *
 * @type {import('./scenario.js').Scenario}
 */
export const kill = {
  topology: {},
  async play(topology, onProgress, args) {
    const kills = numberIn(args, 0, 50);
    const session = await openSession(topology);
    const agents = Array.from({ length: AGENTS }, (_, index) => ({
      class: 'Steady',
      with: { ms: 300 },
      isolation: index % 5 === 0 ? 'process' : 'inline',
    }));
    const defaults = { heartbeat_timeout: '4s', retry: { max_retries: 0 } };
    const definition = wideDefinition(topology.project, agents, { defaults });
    let isOver = false;
    /** @type {import('../starts.js').RunResult[]} */
    const results = [];
    const keepUnderWay = async (/** @type {number} */ place) => {
      for (let number = 0; !isOver; number++)
        results.push(
          await runThrough(session, definition, { taskQueue: 'orchestrator', id: `kill-${place}-${number}` }),
        );
    };
    const underWay = Promise.all(Array.from({ length: UNDER_WAY }, (_, place) => keepUnderWay(place)));
    underWay.catch(() => {}); // told below

    const [first, second] = topology.workers;
    const inTurn = [first, topology.temporal, second, topology.postgres];
    const hasWorked = () => moreStarts(topology.project);
    await hasWorked();
    for (let number = 0; number < kills; number++) {
      const service = inTurn[number % inTurn.length];
      if (!service) continue;
      const began = Date.now();
      await service.kill();
      await service.start();
      const back = Date.now();
      await Promise.race([service instanceof Worker ? service.hasWorked() : hasWorked(), underWay]);
      const seconds = (/** @type {number} */ from) => ((Date.now() - from) / 1000).toFixed(1);
      onProgress(
        `${number + 1} of ${kills}: ${service.name} killed, back after ${((back - began) / 1000).toFixed(1)} s, has worked ${seconds(back)} s later; ${results.length} runs ended`,
      );
    }
    isOver = true;
    await underWay;
    await session.close();

    const { attempts, starts, unseen, problems, ...counted } = explainStarts(results, readStarts(topology.project));
    refuse(problems);
    onProgress(
      `${results.length} runs of ${AGENTS} agents, all right after ${kills} kills: ${counted.agents} agents, ${attempts} attempts, ${starts} counted starts; ${attempts - counted.agents} attempts were lost, ${unseen} of them before they had begun; none cost a retry`,
    );
  },
};

/** Waits for a start that comes from now on. @param {string} project */
async function moreStarts(project) {
  const { length } = readStarts(project);
  while (readStarts(project).length === length) await delay(50);
}
