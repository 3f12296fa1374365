import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { findPrograms } from '../../deploy/native/programs.js';

const main = join(import.meta.dirname, '..', '..', 'deploy', 'native', 'main.js');

/** The command in a folder for scratch files of its own. */
function start(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'topology-test-'));
  chmodSync(folder, 0o755); // PostgreSQL, of another user, has its folder in it
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, TMPDIR: folder } });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (text: string) => {
    while (!said.includes(text)) {
      if (child.exitCode !== null) throw new Error(`it ended, and never said "${text}":\n${said}`);
      await delay(50);
    }
  };
  return { child, folder, ended, says, said: () => said };
}

/** Processes that were started in the folder, or on it. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return command.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ? [command] : [];
    } catch {
      return []; // gone
    }
  });
}

test.skipIf(findPrograms() === undefined)(
  'npm run topology goes from nothing to a run that has ended, and leaves nothing',
  async () => {
    const { folder, ended, said } = start();
    expect(await ended, said()).toBe(0);
    expect(said()).toMatch(/a run of 65 agents, \d+ attempts: success/);
    expect(said()).toMatch(/Prometheus has data for \d\d of \d\d queries/);
    expect(said()).toContain('all is well');
    expect(processesIn(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  },
);

// While a script is under way, and while all is.
test.skipIf(findPrograms() === undefined).each(['postgres', 'prometheus'])(
  'Ctrl-C after the start of %s ends every process, and leaves nothing',
  async (name) => {
    const { child, folder, ended, says, said } = start();
    await says(`${name}: ready`);
    expect(processesIn(folder).length).toBeGreaterThan(2);
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(said()).toContain('ended by SIGINT');
    await expect.poll(() => processesIn(folder), { timeout: 30_000 }).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('what it does not know is refused, with what it knows', async () => {
  const { ended, said } = start('lode');
  expect(await ended).toBe(2);
  expect(said()).toBe('There is no "lode": choose one of run, load, kill, restore.\n');
});
