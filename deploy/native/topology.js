// @ts-check
import { rmSync } from 'node:fs';
import { endPrograms } from './run-program.js';

/**
 * @typedef {import('./service.js').Service} Service
 *
 * @typedef {object} Parts
 * @property {string} folder Everything is in it, and it goes at the end.
 * @property {string} project Where workers find agents, and work.
 * @property {string} logs
 * @property {Record<string, string>} env What clients need.
 * @property {import('./postgres.js').Postgres} postgres
 * @property {import('./temporal-server.js').TemporalServer} temporal
 * @property {import('./payload-store.js').PayloadStore} payloads
 * @property {import('./worker.js').Worker[]} workers
 * @property {import('./prometheus.js').Prometheus} prometheus
 */

/** What docker-compose.yml describes, but for Web UI and Grafana, as processes of this machine in a scratch folder. */
export class Topology {
  #parts;
  #onProgress;
  /** @type {Service[]} */
  #services = [];
  #isStopped = false;

  /**
   * @param {Parts} parts
   * @param {(line: string) => void} onProgress
   */
  constructor(parts, onProgress) {
    this.#parts = parts;
    this.#onProgress = onProgress;
  }

  get project() {
    return this.#parts.project;
  }
  get folder() {
    return this.#parts.folder;
  }
  get logs() {
    return this.#parts.logs;
  }
  get env() {
    return this.#parts.env;
  }
  get postgres() {
    return this.#parts.postgres;
  }
  get temporal() {
    return this.#parts.temporal;
  }
  get workers() {
    return this.#parts.workers;
  }
  get prometheus() {
    return this.#parts.prometheus;
  }

  /** In the order in which docker-compose.yml has one wait for the other. */
  async start() {
    const { postgres, temporal, payloads, workers, prometheus } = this.#parts;
    await postgres.initialise();
    await this.add(postgres);
    await this.#step('schema of both databases', () => temporal.setUpSchema());
    await this.add(temporal);
    await this.#step('namespace', () => temporal.createNamespace());
    await this.add(payloads);
    await this.#step('bucket', () => payloads.makeBucket());
    for (const worker of workers) await this.add(worker);
    await this.add(prometheus);
  }

  /** All that has ended by itself, which nothing should. */
  get endedByThemselves() {
    return this.#services.filter(({ ended }) => ended > 0).map(({ name, ended }) => `${name}: ${ended}`);
  }

  /** Ends every process, at once since nothing of it is needed any more, and leaves nothing on the disk. */
  async stop() {
    this.#isStopped = true;
    await endPrograms();
    await Promise.all(this.#services.map((service) => service.kill()));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts what is ended with the rest. @param {Service} service */
  async add(service) {
    if (this.#isStopped) throw new Error('the topology was stopped');
    this.#services.push(service);
    await this.#step(service.name, () => service.start());
  }

  /**
   * @param {string} what
   * @param {() => Promise<void>} work
   */
  async #step(what, work) {
    const began = Date.now();
    await work();
    this.#onProgress(`${what}: ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}
