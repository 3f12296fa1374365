// @ts-check
import { once } from 'node:events';
import { endGuarded, spawnGuarded } from '../../dist/dev-server/spawn-guarded.js';

/** @type {Set<import('../../dist/dev-server/spawn-guarded.js').GuardedProcess>} */
const underWay = new Set();

/** Ends those that have not come to their end. */
export async function endPrograms() {
  await Promise.all([...underWay].map(endGuarded));
}

/**
 * Runs a program to its end, and gives what it wrote to stdout. It cannot outlive us.
 *
 * @param {readonly string[]} command
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 */
export async function runProgram(command, options = {}) {
  const child = spawnGuarded(command, options);
  underWay.add(child);
  /** @type {Buffer[]} */
  const out = [];
  let said = '';
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => void out.push(chunk));
  child.stderr.on('data', (chunk) => void (said += String(chunk)));
  const [code] = await once(child, 'close').finally(() => underWay.delete(child));
  const stdout = Buffer.concat(out).toString();
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${stdout}${said}`.trimEnd());
  return stdout;
}

/** What every program needs of the environment; the rest is not theirs. */
export const baseEnv = () => ({ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', LANG: 'C.UTF-8' });
