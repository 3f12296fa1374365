import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import S3rver from 's3rver';
import { expect, onTestFinished, test, vi } from 'vitest';
import { environment } from '../../src/environment.ts';
import { createS3Driver } from '../../src/storage/s3-driver.ts';
import { payloadOf, textIn } from '../storage/payload.ts';
import { root } from './compose.ts';

test('the bucket is made once, keeps payloads of ours, and is left as it is', async () => {
  const directory = mkdtempSync(join(tmpdir(), 's3-'));
  const port = await getPort({ host: '127.0.0.1' });
  const server = new S3rver({ address: '127.0.0.1', port, directory, silent: true, resetOnClose: false });
  await server.run();
  onTestFinished(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };
  const make = async () => {
    const child = spawn(process.execPath, [join(root, 'deploy', 's3', 'make-bucket.js')], {
      env: { ...environment, ...credentials, AWS_ENDPOINT_URL_S3: endpoint, BUCKET: 'made', KEEP_DAYS: '90' },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  };
  // The store of this test knows no lifecycle rules. That is said, and is no reason to do without a bucket.
  const noRule = expect.stringContaining('the store takes no lifecycle rule, so that nothing is deleted') as string;
  const first = await make();
  expect(first).toEqual({ code: 0, said: noRule });
  expect(first.said).toContain('made the bucket made\n');

  for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const driver = createS3Driver({ bucket: 'made', prefix: '', namespace: 'default', endpoint });
  const claims = await driver.store({}, [payloadOf('kept')]);
  expect((await make()).said).toContain('the bucket made is there\n');
  const [payload] = await driver.retrieve({}, claims);
  expect(textIn(payload)).toBe('kept');
});
