// @ts-check
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endGuarded, spawnGuarded } from '../../dist/dev-server/spawn-guarded.js';

/**
 * @typedef {object} ServiceOptions
 * @property {string} name
 * @property {readonly string[]} command
 * @property {Record<string, string>} [env]
 * @property {string} [cwd]
 * @property {string} logs The folder of its log.
 * @property {() => Promise<boolean>} isReady
 * @property {NodeJS.Signals} [stopSignal] The one on which it ends soonest in good order.
 * @property {(line: string) => void} onProgress
 */

const READY_WITHIN = 180_000;

/** A process of the topology. It cannot outlive ours; if it ends by itself it is started again, as Compose does. */
export class Service {
  name;
  /** How often it has ended by itself. */
  ended = 0;
  #options;
  /** @type {import('../../dist/dev-server/spawn-guarded.js').GuardedProcess | undefined} */
  #child;
  #wanted = false;
  #wasReady = false;

  /** @param {ServiceOptions} options */
  constructor(options) {
    this.name = options.name;
    this.#options = options;
  }

  get pid() {
    return this.#child?.pid;
  }

  get log() {
    return join(this.#options.logs, `${this.name}.log`);
  }

  /** Starts it, and waits until it is ready. */
  async start() {
    this.#wanted = true;
    this.#spawn();
    const deadline = Date.now() + READY_WITHIN;
    while (!(await this.#options.isReady().catch(() => false))) {
      const endedAtOnce = this.ended > 0 && !this.#wasReady;
      if (!this.#wanted) throw new Error(`${this.name} was stopped`);
      if (endedAtOnce || Date.now() > deadline) {
        this.#wanted = false;
        throw new Error(
          `${this.name} ${endedAtOnce ? 'ended' : 'is not ready'}. Its log ends with:\n${this.lastLines()}`,
        );
      }
      await delay(50);
    }
    this.#wasReady = true;
  }

  /** As a power cut would: it and all processes below it at once, with no chance to do anything. */
  async kill() {
    this.#wanted = false;
    const child = this.#child;
    if (child?.pid === undefined || hasEnded(child)) return;
    const gone = once(child, 'exit');
    for (const pid of [child.pid, ...descendantsOf(child.pid)]) signal(pid, 'SIGKILL');
    await gone;
  }

  /** In good order. */
  async stop() {
    this.#wanted = false;
    const child = this.#child;
    if (child?.pid === undefined || hasEnded(child)) return;
    const gone = once(child, 'exit');
    signal(child.pid, this.#options.stopSignal ?? 'SIGTERM');
    await Promise.race([gone, delay(30_000, undefined, { ref: false })]);
    await endGuarded(child);
  }

  lastLines(count = 15) {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';
  }

  #spawn() {
    const { command, cwd, env, onProgress } = this.#options;
    const child = spawnGuarded(command, { ...(cwd ? { cwd } : {}), ...(env ? { env } : {}) });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.pipe(createWriteStream(this.log, { flags: 'a' }));
    child.once('exit', async (code, how) => {
      if (!this.#wanted || this.#child !== child) return;
      this.ended++;
      if (!this.#wasReady) return;
      onProgress(`${this.name} has ended by itself (${how ?? code}), and is started again`);
      await delay(1000);
      if (this.#wanted && this.#child === child) this.#spawn();
    });
  }
}

/** @param {import('node:child_process').ChildProcess} child */
const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/**
 * @param {number} pid
 * @returns {number[]}
 */
function descendantsOf(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return children.flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return []; // gone
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // gone
  }
}
