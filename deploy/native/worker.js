// @ts-check
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { composeService } from './read-compose.js';
import { baseEnv } from './run-program.js';
import { Service } from './service.js';

const client = join(import.meta.dirname, '..', '..', 'dist', 'client.js');

/** A replica of the service `worker` in docker-compose.yml. */
export class Worker extends Service {
  metricsPort;

  /**
   * @param {{ name: string, root: string, ports: readonly number[], env: Record<string, string>, flags: Record<string, string> } & Pick<import('./service.js').ServiceOptions, 'logs' | 'onProgress'>} settings
   */
  constructor({ name, root, ports, env, flags, logs, onProgress }) {
    const [metricsPort = 0, healthPort = 0] = ports;
    const { command, environment } = composeService('worker');
    const own = {
      '--metrics-port': metricsPort,
      '--health-port': healthPort,
      '--bind': '127.0.0.1',
      '--root': root,
      ...flags,
    };
    super({
      name,
      // What comes later is stronger.
      command: [
        process.execPath,
        client,
        'worker',
        ...command,
        ...Object.entries(own).map(([flag, value]) => `${flag}=${value}`),
      ],
      cwd: root,
      env: { ...baseEnv(), ...environment, ...env },
      logs,
      onProgress,
      isReady: async () => (await fetch(`http://127.0.0.1:${healthPort}/readyz`)).ok,
    });
    this.metricsPort = metricsPort;
  }

  /** Waits until this process of it has brought an agent to its end. */
  async hasWorked() {
    while (!(await this.sumOf('orchestrator_attempts_total{', 'status="success"').catch(() => 0))) await delay(50);
  }

  agentsAtWork() {
    return this.sumOf('orchestrator_agents_at_work');
  }

  /**
   * Of its metrics, as they are now.
   *
   * @param {...string} words
   */
  async sumOf(...words) {
    const text = await (await fetch(`http://127.0.0.1:${this.metricsPort}/metrics`)).text();
    const lines = text
      .split('\n')
      .filter((line) => !line.startsWith('#') && words.every((word) => line.includes(word)));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}
