// @ts-check
import { copyFileSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { baseEnv } from './run-program.js';
import { Service } from './service.js';

const shipped = join(import.meta.dirname, '..', 'prometheus');

/** Prometheus on deploy/prometheus. Where that finds targets by DNS, these are given; and it looks every second. */
export class Prometheus extends Service {
  #url;

  /**
   * @param {{ program: string, folder: string, port: number, workers: readonly number[], temporal: number } & Pick<import('./service.js').ServiceOptions, 'logs' | 'onProgress'>} settings
   */
  constructor({ program, folder, port, workers, temporal, logs, onProgress }) {
    const config = join(folder, 'prometheus.yml');
    super({
      name: 'prometheus',
      command: [
        program,
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      env: baseEnv(),
      logs,
      onProgress,
      isReady: async () => (await fetch(`${this.#url}/-/ready`)).ok,
    });
    this.#url = `http://127.0.0.1:${port}`;
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(shipped, 'rules.yml'), join(folder, 'rules.yml'));
    const targets = { orchestrator: workers, temporal: [temporal], prometheus: [port] };
    writeFileSync(config, configOf(targets));
  }

  /**
   * @typedef {{ metric: Record<string, string>, value: [number, string] }} Sample
   * @param {string} expression
   * @returns {Promise<Sample[]>}
   */
  async query(expression) {
    const { result } = await this.#get(`query?query=${encodeURIComponent(expression)}`);
    return result;
  }

  /** @returns {Promise<{ name: string, query: string, health: string, lastError?: string, state: string }[]>} */
  async rules() {
    const { groups } = await this.#get('rules');
    return groups.flatMap((/** @type {{ rules: unknown[] }} */ { rules }) => rules);
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  async #get(path) {
    const response = await fetch(`${this.#url}/api/v1/${path}`);
    const answer = /** @type {any} */ (await response.json());
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  }
}

/** @param {Record<string, readonly (number | undefined)[]>} targets Ports of this machine, by job. */
function configOf(targets) {
  const config = parse(readFileSync(join(shipped, 'prometheus.yml'), 'utf8'));
  config.global = { scrape_interval: '1s', evaluation_interval: '1s' };
  for (const job of config.scrape_configs) {
    delete job.dns_sd_configs;
    const ports = targets[job.job_name];
    if (ports === undefined)
      throw new Error(`deploy/prometheus/prometheus.yml has a job ${job.job_name}, which is unknown here`);
    job.static_configs = [{ targets: ports.map((port) => `127.0.0.1:${port}`) }];
  }
  return stringify(config);
}
