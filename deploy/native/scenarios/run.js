// @ts-check
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadDefinition } from '../../../dist/definition/load.js';
import { alertSelectors, panelQueries, withoutData } from '../dashboard.js';
import { openSession, runThrough } from '../runs.js';
import { explainStarts, readStarts } from '../starts.js';
import { refuse } from './scenario.js';

/** One run over all parts of the topology. @type {import('./scenario.js').Scenario} */
export const run = {
  topology: { secrets: { TOPOLOGY_TOKEN: 'a-token-of-the-topology' } },
  async play(topology, onProgress) {
    const session = await openSession(topology);
    const result = await runThrough(session, definitionOf(topology), {
      taskQueue: 'orchestrator',
      id: 'topology',
      inputs: { ms: 500 },
    });
    const { agents, attempts, problems } = explainStarts([result], readStarts(topology.project));
    refuse(problems);
    onProgress(`a run of ${agents} agents, ${attempts} attempts: ${result.status} after ${result.total_duration} s`);
    await session.close();
    const { prometheus } = topology;
    // Read twice, so that there is a rate.
    while ((await prometheus.query('increase(temporal_workflow_completed_total[1h])')).length === 0) await delay(200);
    const queries = [...panelQueries(), ...alertSelectors()];
    const empty = await withoutData(prometheus, queries);
    onProgress(
      `Prometheus has data for ${queries.length - empty.length} of ${queries.length} queries of dashboard and alerts; the others wait for failures`,
    );
  },
};

/**
 * @param {import('../topology.js').Topology} topology
 * @param {string} [file]
 */
export function definitionOf({ project }, file = 'workflow.yaml') {
  const { definition, problems } = loadDefinition(join(project, file), { environment: {} });
  if (!definition) throw new Error(JSON.stringify(problems));
  return definition;
}
