import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { downloadTemporal } from '../../src/dev-server/download-temporal.ts';

const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
const archiveName = `temporal_cli_1.8.2_${process.platform}_${arch}.tar.gz`;

let folder: string;
let into: string;
let server: http.Server;
let releases: string;
/** What the release has, by file name. A function answers by itself, or never. */
let files: Record<string, Buffer | string | ((response: http.ServerResponse) => void)>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'download-'));
  into = mkdtempSync(path.join(folder, 'into-'));
  files = {};
  server = http.createServer((request, response) => {
    const file = files[request.url?.replace('/releases/v1.8.2/', '') ?? ''];
    if (typeof file === 'function') file(response);
    else response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  releases = `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function archive(): Buffer {
  writeFileSync(path.join(folder, 'temporal'), '#!/bin/sh\necho a server\n');
  writeFileSync(path.join(folder, 'LICENSE'), 'MIT');
  const file = path.join(folder, 'release.tar.gz');
  create({ file, cwd: folder, gzip: true, sync: true }, ['LICENSE', 'temporal']);
  return readFileSync(file);
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const download = (signal?: AbortSignal) => downloadTemporal({ into, releases, onProgress: () => {}, signal });

describe('a download', () => {
  test('that fits its checksum gives the program, executable, and nothing else of the archive', async () => {
    const bytes = archive();
    files = {
      [archiveName]: bytes,
      'checksums.txt': `${'0'.repeat(64)}  other.tar.gz\n${sha256(bytes)}  ${archiveName}\n`,
    };
    const binary = await download();
    expect(readFileSync(binary, 'utf8')).toContain('a server');
    expect(statSync(binary).mode & 0o111).toBe(0o111);
    expect(() => statSync(path.join(into, 'LICENSE'))).toThrow('ENOENT');
  });

  test('is taken as it is where the release has no checksums', async () => {
    files = { [archiveName]: archive() };
    expect(await download()).toBe(path.join(into, 'temporal'));
  });

  test('with a wrong checksum is refused before it is unpacked', async () => {
    files = { [archiveName]: archive(), 'checksums.txt': `${'0'.repeat(64)}  ${archiveName}\n` };
    await expect(download()).rejects.toThrow(/has the checksum [0-9a-f]{64}, but checksums.txt says 0{64}/);
    expect(() => statSync(path.join(into, 'temporal'))).toThrow('ENOENT');
  });

  test('that the checksums do not name is refused', async () => {
    files = { [archiveName]: archive(), 'checksums.txt': `${'0'.repeat(64)}  other.tar.gz\n` };
    await expect(download()).rejects.toThrow(`does not name ${archiveName}`);
  });

  test('that breaks off is an error', async () => {
    const bytes = archive();
    files[archiveName] = (response) => {
      response
        .writeHead(200, { 'content-length': bytes.length })
        .write(bytes.subarray(0, 50), () => response.destroy());
    };
    await expect(download()).rejects.toThrow();
  });

  test('from where nobody listens says so', async () => {
    server.close();
    await expect(download()).rejects.toThrow('ECONNREFUSED');
  });

  test('from where nobody answers is given up after some seconds', { timeout: 30_000 }, async () => {
    files['checksums.txt'] = () => {};
    await expect(download()).rejects.toThrow('no answer in 5 s');
  });

  test('ends when its signal says so', async () => {
    const stop = new AbortController();
    files[archiveName] = (response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('some');
      setTimeout(() => stop.abort(new Error('enough')), 50);
    };
    await expect(download(stop.signal)).rejects.toThrow('enough');
  });
});
