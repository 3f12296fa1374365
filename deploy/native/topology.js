// @ts-check
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { findTemporal } from '../../dist/dev-server/find-temporal.js';
import { PayloadStore } from './payload-store.js';
import { freePort, freePorts } from './ports.js';
import { Postgres } from './postgres.js';
import { findPrograms } from './programs.js';
import { Prometheus } from './prometheus.js';
import { runProgram } from './run-program.js';
import { TemporalServer } from './temporal-server.js';
import { Worker } from './worker.js';

const deploy = join(import.meta.dirname, '..');

/**
 * @typedef {object} TopologyOptions
 * @property {(line: string) => void} onProgress
 * @property {boolean} [encrypted] Payloads are encrypted. Default: yes.
 * @property {Record<string, string>} [secrets] Of agents, for the workers alone.
 * @property {Record<string, string>} [workerFlags] Beside those of docker-compose.yml.
 */

/** What docker-compose.yml describes, but for Web UI and Grafana, as processes of this machine in a scratch folder. */
export class Topology {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-topology-'));
  /** Where workers find agents, and work. */
  project = join(this.folder, 'project');
  logs = join(this.folder, 'logs');
  /** @type {Record<string, string>} What clients need. */
  env = {};
  /** @type {Worker[]} */
  workers = [];
  #options;
  /** @type {import('./service.js').Service[]} */
  #services = [];
  #isStopped = false;

  /** @param {TopologyOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** @type {Postgres} */ postgres = /** @type {any} */ (undefined);
  /** @type {TemporalServer} */ temporal = /** @type {any} */ (undefined);
  /** @type {PayloadStore} */ payloads = /** @type {any} */ (undefined);
  /** @type {Prometheus} */ prometheus = /** @type {any} */ (undefined);

  async start() {
    const { onProgress, encrypted = true, secrets: agentSecrets = {}, workerFlags = {} } = this.#options;
    const programs = findPrograms();
    if (programs === undefined) throw new Error('something is missing: run deploy/native/install.sh');
    const cli = await findTemporal({ onProgress });
    chmodSync(this.folder, 0o711); // PostgreSQL, of another user, has its own folder in it
    const { logs } = this;
    mkdirSync(logs);
    const bin = this.#makeFolder('bin');
    const common = { logs, onProgress };
    cpSync(join(import.meta.dirname, 'project'), this.project, { recursive: true });
    copyFileSync(join(deploy, 'make-secrets.sh'), join(this.folder, 'make-secrets.sh'));
    await runProgram(['sh', join(this.folder, 'make-secrets.sh')]);
    const secrets = join(this.folder, 'secrets');

    this.postgres = new Postgres({
      ...common,
      programs: programs.postgres,
      folder: join(this.folder, 'postgres'),
      port: await freePort(),
      passwordFile: join(secrets, 'postgres_password'),
    });
    await this.postgres.initialise();
    await this.add(this.postgres);

    const settings = { ...common, server: programs.server, cli, secrets, bin, databasePort: this.postgres.port };
    this.temporal = new TemporalServer(settings, await TemporalServer.ports());
    this.temporal.installPrograms();
    await this.#step('schema of both databases', () => this.temporal.setUpSchema());
    await this.add(this.temporal);
    await this.#step('namespace', () => this.temporal.createNamespace());

    this.payloads = new PayloadStore({
      ...common,
      folder: join(this.folder, 'payloads'),
      port: await freePort(),
      secrets,
    });
    await this.add(this.payloads);
    await this.#step('bucket', () => this.payloads.makeBucket());

    const keys = encrypted ? { ORCHESTRATOR_ENCRYPTION_KEYS: `topology=${randomBytes(32).toString('base64')}` } : {};
    this.env = {
      TEMPORAL_ADDRESS: this.temporal.address,
      ORCHESTRATOR_PAYLOAD_STORE: 's3://orchestrator',
      AWS_REGION: 'us-east-1',
      ...this.payloads.env,
      ...keys,
    };
    for (const number of [1, 2]) {
      const env = { ...this.env, ...agentSecrets };
      const ports = await freePorts(2);
      const worker = new Worker({
        ...common,
        name: `worker-${number}`,
        root: this.project,
        ports,
        env,
        flags: workerFlags,
      });
      this.workers.push(worker);
      await this.add(worker);
    }

    this.prometheus = new Prometheus({
      ...common,
      program: programs.prometheus,
      folder: join(this.folder, 'prometheus'),
      port: await freePort(),
      workers: this.workers.map(({ metricsPort }) => metricsPort),
      temporal: this.temporal.metricsPort ?? 0,
    });
    await this.add(this.prometheus);
  }

  /** All that has ended by itself, which nothing should. */
  get endedByThemselves() {
    return this.#services.filter(({ ended }) => ended > 0).map(({ name, ended }) => `${name}: ${ended}`);
  }

  /** Ends every process, at once since nothing of it is needed any more, and leaves nothing on the disk. */
  async stop() {
    this.#isStopped = true;
    await Promise.all(this.#services.map((service) => service.kill()));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts what is ended with the rest. @param {import('./service.js').Service} service */
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
    this.#options.onProgress(`${what}: ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }

  /** @param {string} name */
  #makeFolder(name) {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    return folder;
  }
}
