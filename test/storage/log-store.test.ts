import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createS3LogStore } from '../../src/storage/log-store.ts';

let server: S3rver;
let directory: string;
let endpoint: string;

beforeAll(async () => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  directory = await mkdtemp(join(tmpdir(), 'orchestrator-s3-logs-'));
  const configureBuckets = [{ name: 'payloads', configs: [] }];
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets });
  const { port } = await server.run();
  endpoint = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const newStore = (more: { bucket?: string; namespace?: string } = {}) =>
  createS3LogStore({ bucket: 'payloads', prefix: 'some/where', namespace: 'default', endpoint, ...more });
const { signal } = new AbortController();

test('what is put is listed and read, below its folder and in its namespace alone', async () => {
  const store = newStore();
  await store.put('a%20run/r/p/a#1/1.jsonl', 'ünïcode\n', signal);
  await store.put('a%20run/r2/p/a/1.jsonl', 'x', signal);
  expect(store.place).toBe('s3://payloads/some/where/v0/ns/default/logs');
  const [only, ...others] = await store.list('a%20run/r');
  expect(others).toEqual([]);
  expect(only?.name).toBe('p/a#1/1.jsonl');
  expect(await store.read(`a%20run/r/${only!.name}`)).toBe('ünïcode\n');
  expect(await newStore({ namespace: 'other' }).list('a%20run/r')).toEqual([]);
});

test('an object that is written again has another mark', async () => {
  const store = newStore();
  await store.put('w/r/1.jsonl', 'a', signal);
  const [before] = await store.list('w/r');
  await store.put('w/r/1.jsonl', 'b', signal);
  const [after] = await store.list('w/r');
  expect(after?.mark).not.toBe(before?.mark);
});

test('a bucket that is not there is named, with what to check', async () => {
  const store = newStore({ bucket: 'nowhere' });
  await expect(store.put('a', 'b', signal)).rejects.toThrow(/s3:\/\/nowhere\/some\/where.*check the bucket/);
  await expect(store.list('a')).rejects.toThrow('could not be listed');
});
