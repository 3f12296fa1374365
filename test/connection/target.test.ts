import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { findTarget, guessNote } from '../../src/connection/target.ts';
import { writeServerRecord } from '../../src/dev-server/server-record.ts';

beforeEach(() => {
  for (const name of ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_NAMESPACE']) vi.stubEnv(name, undefined);
  vi.stubEnv('TEMPORAL_CONFIG_FILE', join(import.meta.dirname, 'no-such.toml'));
  return () => vi.unstubAllEnvs();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'orchestrator-target-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const serve = (path: string, keeperPid: number) =>
  writeServerRecord(path, { keeperPid, socket: 's', address: '127.0.0.1:7299', startedAt: '', creating: false });

test('a server that is configured, or that serves the folder, is asked without a word', () => {
  const path = folder();
  serve(path, process.pid);
  expect(findTarget(path).address).toBe('127.0.0.1:7299');
  expect(guessNote(findTarget(path))).toBeUndefined();
  vi.stubEnv('TEMPORAL_ADDRESS', '127.0.0.1:7233');
  expect(findTarget(path).address).toBe('127.0.0.1:7233');
  expect(guessNote(findTarget(path))).toBeUndefined();
});

test('the usual address is a guess, which is told: also where the embedded server is gone', () => {
  const path = folder();
  const note =
    "no Temporal server is configured, and this folder's embedded one does not run: the one at 127.0.0.1:7233 is asked";
  expect(guessNote(findTarget(path))).toBe(note);
  serve(path, 2 ** 22 + 1);
  expect(guessNote(findTarget(path))).toBe(note);
});
