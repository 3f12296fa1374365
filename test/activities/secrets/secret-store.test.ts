import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSecretStore } from '../../../src/activities/secrets/secret-store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
const file = path.join(folder, 'secrets.env');
const command = '/bin/echo from the command:';
writeFileSync(file, 'B=from the file\nC=from the file\n', { mode: 0o600 });
afterAll(() => rmSync(folder, { recursive: true }));

test('the environment is asked before the file, the file before the command; an empty value is none', async () => {
  const store = await openSecretStore({ environment: { A: 'from the environment', B: 'too', C: '' }, file, command });
  expect(Object.fromEntries(await store.read(['A', 'B', 'C', 'D']))).toEqual({
    A: 'from the environment',
    B: 'too',
    C: 'from the file',
    D: 'from the command: D',
  });
});

test('a secret that is nowhere is named, with the host and each place, and is not looked for again', async () => {
  const store = await openSecretStore({ environment: { OTHER: 'hunter2hunter2' }, file, command: '/bin/false' });
  const failure: unknown = await store.read(['B', 'TOKEN']).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    type: 'secret-not-found',
    retryable: false,
    message:
      `the secret TOKEN is nowhere on the worker's host ${hostname()}: not in the worker's environment, ` +
      `not in the file ${file}, not in what the command /bin/false says (it ended with code 1)`,
  });
});

test('a worker without a file and a command says how it could have them', async () => {
  const store = await openSecretStore({ environment: {} });
  await expect(store.read(['TOKEN'])).rejects.toThrow(/without --secrets-file.*without --secrets-command/);
});

test('how the worker reaches Temporal is no secret of an agent’s', async () => {
  const store = await openSecretStore({ environment: { TEMPORAL_API_KEY: 'hunter2hunter2' } });
  await expect(store.read(['TEMPORAL_API_KEY'])).rejects.toThrow(/TEMPORAL_\* is never taken from there/);
});

test('names of what every object has are no secrets', async () => {
  const store = await openSecretStore({ environment: {}, file });
  await expect(store.read(['constructor'])).rejects.toMatchObject({ type: 'secret-not-found' });
});

test('a store is not opened with a file that others may read', async () => {
  const open = path.join(folder, 'open.env');
  writeFileSync(open, 'A=b', { mode: 0o644 });
  await expect(openSecretStore({ environment: {}, file: open })).rejects.toThrow(/chmod 600/);
});

test('a secret that is replaced in the file is read anew, and a file that has gone may come back', async () => {
  const changing = path.join(folder, 'changing.env');
  writeFileSync(changing, 'A=one', { mode: 0o600 });
  const store = await openSecretStore({ environment: {}, file: changing });
  writeFileSync(changing, 'A=two');
  expect((await store.read(['A'])).get('A')).toBe('two');
  rmSync(changing);
  await expect(store.read(['A'])).rejects.toMatchObject({ type: 'secret-unavailable', retryable: true });
});
