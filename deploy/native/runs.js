// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { waitForResult } from '../../dist/runs/run-outcome.js';
import { startRun } from '../../dist/runs/start-run.js';
import { Session } from '../../dist/session.js';

/** A client in this process. The settings of the topology become those of the process. @param {import('./topology.js').Topology} topology */
export async function openSession({ env, project }) {
  Object.assign(process.env, env);
  return Session.open({ root: project, embeddedServer: false });
}

/**
 * Starts a run under an id of its own, and gives its result, however often the server goes away meanwhile.
 *
 * @param {Session} session
 * @param {import('../../dist/definition/run-definition.js').RunDefinition} definition
 * @param {{ taskQueue: string, id: string, inputs?: import('../../dist/definition/json.js').JsonObject }} options
 */
export async function runThrough({ client, payloads }, definition, { inputs = {}, ...options }) {
  const payloadsAreKept = payloads.driver !== undefined;
  await insist(async () => {
    if (await isKnown(client, options.id)) return;
    await startRun(client, { definition, inputs }, { ...options, payloadsAreKept });
  });
  return insist(() => waitForResult(client, options.id));
}

/**
 * @param {import('@temporalio/client').Client} client
 * @param {string} id
 */
export async function isKnown(client, id) {
  try {
    await client.workflow.getHandle(id).describe();
    return true;
  } catch (error) {
    if (/** @type {Error} */ (error).name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}

/** How long it may fail in a row. */
const PATIENCE = 180_000;

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function insist(work) {
  let failingSince = Date.now();
  for (;;) {
    const began = Date.now();
    try {
      return await work();
    } catch (error) {
      if (Date.now() - began > 10_000) failingSince = Date.now();
      if (Date.now() - failingSince > PATIENCE) throw error;
      await delay(500);
    }
  }
}
