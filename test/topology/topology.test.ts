import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTopology } from '../../deploy/native/create-topology.js';
import { alertSelectors, panelQueries, withoutData } from '../../deploy/native/dashboard.js';
import { findPrograms } from '../../deploy/native/programs.js';
import { baseEnv, runProgram } from '../../deploy/native/run-program.js';
import { openSession, runThrough } from '../../deploy/native/runs.js';
import { definitionOf } from '../../deploy/native/scenarios/run.js';
import { dumpAll, restoreAll } from '../../deploy/native/scenarios/restore.js';
import { explainStarts, readStarts } from '../../deploy/native/starts.js';
import type { Topology } from '../../deploy/native/topology.js';
import type { JsonObject } from '../../src/definition/json.ts';
import { isCI } from '../../src/environment.ts';
import type { RunResult } from '../../src/workflows/run-result.ts';

const isInstalled = findPrograms() !== undefined;
if (!isInstalled && isCI())
  throw new Error('the native topology is not installed: run test/deploy/install-tools.sh, as .ci/run does');

/** Not to be found in the database. */
const canary = 'c4n4ry5ecret';
const taskQueue = 'orchestrator';

describe.skipIf(!isInstalled)('PostgreSQL, Temporal on it, two workers, an S3 store and Prometheus', () => {
  const said: string[] = [];
  let topology: Topology;
  let session: Awaited<ReturnType<typeof openSession>>;

  beforeAll(async () => {
    topology = await createTopology({
      onProgress: (line) => void said.push(line),
      secrets: { TOPOLOGY_TOKEN: canary },
    });
    await topology.start();
    session = await openSession(topology);
  });
  afterAll(async () => {
    await session?.close();
    await topology?.stop();
  });

  const run = (id: string, definition: string, inputs: JsonObject = {}): Promise<RunResult> =>
    runThrough(session, definitionOf(topology, definition), { taskQueue, id, inputs });

  /** Before what is counted goes with its worker. */
  const hasSeries = (query: string) =>
    expect.poll(() => topology.prometheus.query(query), { timeout: 120_000, message: query }).not.toEqual([]);

  const firing = async () =>
    (await topology.prometheus.rules()).filter(({ state }) => state === 'firing').map(({ name }) => name);

  type Listed = { runs: { workflow_id: string }[] };

  /** A definition of one phase, and a run of it. */
  const runAgents = (id: string, agents: readonly object[]): Promise<RunResult> => {
    const all = agents.map((agent, index) => ({ id: `agent_${index}`, module: 'agents.topology', ...agent }));
    const defaults = { isolation: 'inline', heartbeat_timeout: '5s', retry: { max_retries: 0 } };
    const phases = [{ name: 'only', parallel: true, agents: all }];
    writeFileSync(
      join(topology.project, `${id}.yaml`),
      JSON.stringify({ name: id.replace(/\d/g, ''), defaults, phases }),
    );
    return run(id, `${id}.yaml`);
  };

  const client = join(import.meta.dirname, '..', '..', 'dist', 'client.js');
  const cli = (...args: string[]) =>
    runProgram([process.execPath, client, ...args], { env: { ...baseEnv(), ...topology.env }, cwd: topology.project });

  const startsOf = (id: string) => readStarts(topology.project).filter((line) => line.startsWith(`${id} `));
  const startsReach = async (id: string, count: number) => {
    while (startsOf(id).length < count) await delay(50);
  };

  test('a run goes on though a worker, the database and the server are killed in the middle of it', async () => {
    const [first, second] = topology.workers;
    const ended = run('killed', 'workflow.yaml', { ms: 3000 });
    // Five of the first phase, and as many of the second as may be at work.
    await startsReach('killed', 5 + 16);
    const busier = (await first!.agentsAtWork()) > (await second!.agentsAtWork()) ? first! : second!;
    await busier.kill();
    await busier.start();
    await startsReach('killed', 30);
    await topology.postgres.kill();
    await topology.postgres.start();
    await startsReach('killed', startsOf('killed').length + 1);
    await topology.temporal.kill();
    await hasSeries('temporal_long_request_failure_total');
    await topology.temporal.start();
    const result = await ended;
    expect(result).toMatchObject({ status: 'success', phases_executed: 3 });
    expect(result.results[2]).toMatchObject({ agents: [{ output: { length: 600_000 } }] });
    const { agents, attempts, problems } = explainStarts([result], startsOf('killed'));
    expect(problems).toEqual([]);
    expect(agents).toBe(65);
    // The worker was killed with agents at work, which cost them no retry: they have one, and `flaky` alone failed.
    expect(attempts).toBeGreaterThan(agents + 1);
  });

  test('dashboard and alerts have data of Prometheus, on all that can go wrong', async () => {
    // One after another: to Prometheus a series that begins with its last value is no increase.
    for (let number = 0; number < 60 && !(await firing()).includes('RunsFailing'); number++)
      expect(await runAgents(`failing${number}`, [{ class: 'Failing' }])).toMatchObject({ status: 'failed' });

    const cancelled = runAgents('cancelled', [{ class: 'Steady', with: { ms: 600_000 } }]);
    await startsReach('cancelled', 1);
    await session.client.workflow.getHandle('cancelled').cancel();
    expect(await cancelled).toMatchObject({ status: 'cancelled' });

    await hasSeries('increase(temporal_workflow_canceled_total[1h])');

    // One worker hands over what it has to another, and is there a while longer, since an agent of it wants to finish.
    const [leaving, taking] = topology.workers;
    await taking!.stop();
    const handedOver = runAgents('handed', [{ class: 'Handing' }, { class: 'Steady', with: { ms: 8000 } }]);
    await startsReach('handed', 2);
    await taking!.start();
    await leaving!.stop();
    await leaving!.start();
    const [handing, steady] = (await handedOver).results[0]!.agents;
    expect(handing).toMatchObject({ status: 'success', attempts: 2, output: 'taken over' });
    expect(steady).toMatchObject({ status: 'success', attempts: 1 });

    const queries = [...panelQueries(), ...alertSelectors()];
    expect(queries.length).toBeGreaterThan(35);
    await expect.poll(() => withoutData(topology.prometheus, queries), { timeout: 60_000, interval: 1000 }).toEqual([]);
    const rules = await topology.prometheus.rules();
    for (const { name, health, lastError } of rules) expect({ health, lastError }, name).toEqual({ health: 'ok' });
    expect(await firing()).toEqual(expect.arrayContaining(['RunsFailing', 'HeartbeatsLost']));
    expect(await firing()).not.toContain('NoWorkers');
  });

  test('the database has nothing in clear text of secrets, inputs, outputs and errors', async () => {
    const text = await topology.postgres.textOfAll();
    const has = (word: string) => text.includes(word) || text.includes(Buffer.from(word).toString('hex'));
    // Names are no secret, and show that this looks into histories too.
    expect(has('work/steady#3')).toBe(true);
    expect(has('encryption-key-id')).toBe(true);
    for (const word of [canary, 'canary-output-of-steady', 'canary-error-of-failing', 'large large', 'Uses every part'])
      expect(has(word), word).toBe(false);
    expect(text).not.toMatch(/YzRuNHJ|M0bjRye|jNG40cn/);
  });

  test('the database is lost, and comes back from a dump: runs go on from there, but for those that may not', async () => {
    const ended = run('restored', 'workflow.yaml', { ms: 1000 });
    const once = runAgents('once', [{ class: 'Handing' }]);
    await startsReach('once', 1);
    await startsReach('restored', 20);
    const dumps = await dumpAll(topology);
    await startsReach('restored', startsOf('restored').length + 10);
    await restoreAll(topology, dumps);

    // Before there is a worker, so that nothing is repeated.
    const { runs } = JSON.parse(await cli('list', '--status', 'running', '--json')) as Listed;
    expect(runs.map(({ workflow_id }) => workflow_id).toSorted()).toEqual(['once', 'restored']);
    await cli('terminate', 'once', '--reason', 'restored from a dump');
    await Promise.all(topology.workers.map((worker) => worker.start()));

    expect(await ended).toMatchObject({ status: 'success', phases_executed: 3 });
    // What had begun after the dump has begun again.
    const starts = startsOf('restored');
    expect(starts.length).toBeGreaterThan(new Set(starts).size);
    expect(await once).toMatchObject({ status: 'failed', error: { type: 'Terminated' } });
    expect(startsOf('once')).toHaveLength(1);
  });

  test('nothing of it has ended by itself', () => {
    expect(topology.endedByThemselves, said.join('\n')).toEqual([]);
  });
});
