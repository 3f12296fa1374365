import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { fixtures } from './a-call.ts';
import { isThere } from './is-there.ts';

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a worker that ends by %s leaves no process behind, not even a busy one',
  async (signal) => {
    const worker = spawn(
      process.execPath,
      [path.join(fixtures, 'worker.mjs'), 'sayAndLoop', 'sayAndWait', 'sayAndSpawn'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const pids: number[] = [];
    for await (const line of createInterface({ input: worker.stdout })) {
      pids.push(Number(line));
      if (pids.length === 4) break;
    }
    expect(pids.every(isThere)).toBe(true);
    worker.kill(signal);
    await expect.poll(() => pids.filter(isThere), { timeout: 15_000, interval: 50 }).toEqual([]);
  },
);

test('a worker that cannot start a process fails the attempt, and lives', () => {
  const script = path.join(fixtures, 'no-descriptors.mjs');
  const output = execFileSync('/bin/sh', ['-c', 'ulimit -n 60; exec "$0" "$1"', process.execPath, script]);
  expect(String(output)).toMatch(/^AgentFailure AgentCrashed: its process did not start: .*EMFILE/);
});
