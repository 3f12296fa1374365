// @ts-check
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts } from './ports.js';
import { composeService } from './read-compose.js';
import { baseEnv, runProgram } from './run-program.js';
import { Service } from './service.js';

const deploy = join(import.meta.dirname, '..');

/** The server, all four parts of it in one process, with the settings of docker-compose.yml. */
export class TemporalServer extends Service {
  address;
  metricsPort;
  #settings;

  /**
   * @typedef {object} TemporalSettings
   * @property {string} server The folder of the programs and of the schema.
   * @property {string} cli The program `temporal`.
   * @property {string} secrets The folder that make-secrets.sh fills.
   * @property {string} bin A folder for the names by which scripts call those programs.
   * @property {number} databasePort
   * @param {TemporalSettings & Pick<import('./service.js').ServiceOptions, 'logs' | 'onProgress'>} settings
   * @param {readonly number[]} ports
   */
  constructor(settings, ports) {
    const { environment, command } = composeService('temporal');
    const { bin, secrets, databasePort, logs, onProgress } = settings;
    const [frontend = 0, metrics = 0, ...others] = ports;
    super({
      name: 'temporal',
      command: command.map((part) =>
        part.replace('/run/secrets/', `${secrets}/`).replace('/etc/temporal/entrypoint.sh', join(bin, 'entrypoint.sh')),
      ),
      env: {
        ...baseEnv(),
        ...environment,
        DB_PORT: String(databasePort),
        POSTGRES_SEEDS: '127.0.0.1',
        BIND_ON_IP: '127.0.0.1',
        DYNAMIC_CONFIG_FILE_PATH: join(deploy, 'temporal', 'dynamic-config.yaml'),
        PROMETHEUS_ENDPOINT: `127.0.0.1:${metrics}`,
        FRONTEND_GRPC_PORT: String(frontend),
        ...Object.fromEntries(OTHER_PORTS.map((name, index) => [name, String(others[index])])),
      },
      logs,
      onProgress,
      isReady: () => listens(frontend),
    });
    this.address = `127.0.0.1:${frontend}`;
    this.metricsPort = metrics;
    this.#settings = settings;
    this.#installPrograms();
  }

  static ports = () => freePorts(2 + OTHER_PORTS.length);

  /** What the images have under names of their own. */
  #installPrograms() {
    const { server, cli, bin } = this.#settings;
    mkdirSync(bin);
    for (const program of ['temporal-server', 'temporal-sql-tool'])
      symlinkSync(join(server, program), join(bin, program));
    writeFileSync(join(bin, 'temporal'), `#!/bin/sh\nexec '${cli}' "$@"\n`);
    writeFileSync(
      join(bin, 'entrypoint.sh'),
      `#!/bin/sh\nexec '${join(bin, 'temporal-server')}' --allow-no-auth start\n`,
    );
    for (const script of ['temporal', 'entrypoint.sh']) chmodSync(join(bin, script), 0o755);
  }

  async setUpSchema() {
    const { server, secrets, databasePort } = this.#settings;
    const { environment } = composeService('temporal-schema');
    await this.#script('setup-schema.sh', {
      ...environment,
      SQL_HOST: '127.0.0.1',
      SQL_PORT: String(databasePort),
      SQL_PASSWORD_FILE: join(secrets, 'postgres_password'),
      SCHEMA_FOLDER: join(server, 'schema'),
    });
  }

  /** Waits until the server takes calls, too. */
  async createNamespace() {
    const { environment } = composeService('temporal-namespace');
    await this.#script('create-namespace.sh', { ...environment, TEMPORAL_ADDRESS: this.address });
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} env
   */
  async #script(name, env) {
    const { bin } = this.#settings;
    const { PATH, ...base } = baseEnv();
    await runProgram(['sh', join(deploy, 'temporal', name)], { env: { ...base, PATH: `${bin}:${PATH}`, ...env } });
  }
}

const OTHER_PORTS = [
  'FRONTEND_HTTP',
  'FRONTEND_MEMBERSHIP',
  'MATCHING_GRPC',
  'MATCHING_MEMBERSHIP',
  'HISTORY_GRPC',
  'HISTORY_MEMBERSHIP',
  'WORKER_GRPC',
  'WORKER_MEMBERSHIP',
].map((name) => `${name}_PORT`);

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function listens(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
