import { Connection } from '@temporalio/client';
import getPort from 'get-port';
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDevServer, type DevServer } from '../../src/dev-server/dev-server.ts';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';

// A real server, in a folder of its own for each test. Deadlines are generous: they only tell "not yet" from "never".
const SOON = { timeout: 30_000, interval: 100 };

let binary: string;
let project: string;
let folder: string;
let port: number;
let opened: DevServer[];
/** Undone before the folder goes, last first. */
let undo: (() => unknown)[];

beforeAll(async () => {
  binary = await findTemporal({ onProgress: (line) => console.log(line) });
}, 30 * 60_000);

beforeEach(async () => {
  project = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'dev-server-')));
  folder = path.join(project, '.orchestrator');
  port = await getPort();
  opened = [];
  undo = [];
});
afterEach(async () => {
  await Promise.all(opened.map((server) => server.close()));
  for (const action of undo.toReversed()) await action();
  await expect.poll(() => processes(), SOON).toEqual([]);
  rmSync(project, { recursive: true });
}, 60_000);

async function open(options: Partial<Parameters<typeof openDevServer>[0]> = {}): Promise<DevServer> {
  const server = await openDevServer({ folder, port, binary, ...options });
  opened.push(server);
  return server;
}

/** Everything that belongs to this folder's server: keeper, server, watcher. */
function processes(): string[] {
  const all = execFileSync('ps', ['-axww', '-o', 'pid=,stat=,command='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(folder) && /keeper\.js|start-dev/.test(line) && !/^\s*\d+ Z/.test(line));
}

function record(): { keeperPid: number; pid: number } {
  return JSON.parse(readFileSync(path.join(folder, 'server.json'), 'utf8')) as { keeperPid: number; pid: number };
}

/** The CLI of the same binary, whatever this machine's environment and configuration say. */
async function temporal(...args: string[]): Promise<string> {
  const isolated = ['--disable-config-file', '--disable-config-env', '--command-timeout', '20s'];
  return (await promisify(execFile)(binary, [...args, ...isolated])).stdout;
}

const startRun = (address: string, id: string) =>
  temporal('workflow', 'start', '--address', address, '--type', 'never', '--task-queue', 'nobody', '-w', id);
const runs = (address: string) => temporal('workflow', 'list', '--address', address);

/** Another process that uses the server, and can be killed. */
interface User {
  readonly child: ChildProcess;
  readonly address: string;
  readonly joined: boolean;
  readonly said: string[];
}

async function startUser(): Promise<User> {
  const entry = new URL('../../dist/dev-server/dev-server.js', import.meta.url).href;
  const options = JSON.stringify({ folder, port, binary });
  const script = `
    import { openDevServer } from ${JSON.stringify(entry)};
    const onProgress = (line) => console.log(line);
    const server = await openDevServer({ ...JSON.parse(process.env.USER_OPTIONS), onProgress });
    console.log('OPEN ' + server.address + ' ' + server.joined);
    process.stdin.once('data', () => void server.close().then(() => process.exit()));
    console.log('LOST ' + (await server.lost).message);`;
  const env = { ...process.env, USER_OPTIONS: options };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  undo.push(() => child.kill('SIGKILL'));
  const said: string[] = [];
  createInterface(child.stdout).on('line', (line) => said.push(line));
  await expect.poll(() => said.some((line) => line.startsWith('OPEN ')), SOON).toBe(true);
  const [, address = '', joined] = said.find((line) => line.startsWith('OPEN '))?.split(' ') ?? [];
  return { child, address, joined: joined === 'true', said };
}

async function leave(user: User): Promise<void> {
  const exit = once(user.child, 'exit');
  user.child.stdin?.write('leave\n');
  await exit;
}

async function kill9(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

describe('a server', { timeout: 120_000 }, () => {
  test('starts with its Web UI, on the loopback alone, and ends without a trace', async () => {
    const server = await open();
    expect(server).toMatchObject({ address: `127.0.0.1:${port}`, namespace: 'default', joined: false });
    await expect.poll(async () => (await fetch(server.uiUrl).catch(() => undefined))?.status, SOON).toBe(200);
    expect(readFileSync(path.join(folder, '.gitignore'), 'utf8')).toBe('*\n');
    for (const address of outsideAddresses()) expect(await accepts(address, port)).toBe(false);

    await server.close();
    await expect.poll(() => processes(), SOON).toEqual([]);
    expect(existsSync(path.join(folder, 'server.json'))).toBe(false);
    expect(await accepts('127.0.0.1', port)).toBe(false);
  });

  test('keeps closed runs for 30 days instead of one, and a retention that somebody chose', async () => {
    const { address } = await open();
    const retention = async () =>
      (await temporal('operator', 'namespace', 'describe', '-n', 'default', '--address', address, '-o', 'json')).match(
        /"workflowExecutionRetentionTtl": "([^"]+)"/,
      )?.[1];
    await expect.poll(retention, SOON).toBe('2592000s');
    await temporal('operator', 'namespace', 'update', '-n', 'default', '--address', address, '--retention', '48h');
    await opened.pop()?.close();
    await open();
    expect(await retention()).toBe('172800s');
  });

  test('takes other ports where the usual ones are taken', async () => {
    const other = net.createServer().listen(port, '127.0.0.1');
    const otherUi = net.createServer().listen(port + 1000, '127.0.0.1');
    undo.push(
      () => other.close(),
      () => otherUi.close(),
    );
    await Promise.all([once(other, 'listening'), once(otherUi, 'listening')]);
    const server = await open();
    expect(server.address).not.toBe(`127.0.0.1:${port}`);
    await startRun(server.address, 'beside');
    expect(await runs(server.address)).toContain('beside');
  });

  test('is not waited for once the signal says so', async () => {
    await expect(open({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    const stop = new AbortController();
    const opening = open({ signal: stop.signal });
    opening.catch(() => {});
    await expect.poll(() => existsSync(path.join(folder, 'server.json')), { timeout: 30_000, interval: 5 }).toBe(true);
    stop.abort(new Error('enough'));
    await expect(opening.then((server) => server.address)).rejects.toThrow('enough');
  });
});

describe('users of one folder', { timeout: 120_000 }, () => {
  test('share one server, which stays until the last has left, whoever came first', async () => {
    const first = await startUser();
    const second = await open();
    expect([first.joined, second.joined]).toEqual([false, true]);
    expect(second.address).toBe(first.address);
    await startRun(second.address, 'kept');
    await leave(first);
    expect(await runs(second.address)).toContain('kept');
    await second.close();
    await expect.poll(() => processes(), SOON).toEqual([]);
  });

  test('that start at the same moment start one server', async () => {
    const users = await Promise.all([startUser(), startUser(), open()]);
    expect(new Set(users.map(({ address }) => address)).size).toBe(1);
    expect(users.filter(({ joined }) => !joined)).toHaveLength(1);
    expect(processes().filter((line) => line.includes('keeper.js'))).toHaveLength(1);
  });

  test('may come while the last one leaves: the next server waits for the end of the one before', async () => {
    const first = await open();
    await startRun(first.address, 'before');
    const closing = first.close();
    const second = await open();
    await closing;
    expect(await runs(second.address)).toContain('before');
  });

  test('may be killed: with the last one, keeper and server go', async () => {
    const [first, second] = [await startUser(), await startUser()];
    await kill9(first.child);
    await startRun(second.address, 'kept');
    await kill9(second.child);
    await expect.poll(() => processes(), SOON).toEqual([]);
    const again = await open();
    expect(again.joined).toBe(false);
    expect(await runs(again.address)).toContain('kept');
  });

  test('may be killed together with the keeper: the server goes too, and the next start has its data', async () => {
    const user = await startUser();
    await startRun(user.address, 'kept');
    user.child.kill('SIGKILL');
    process.kill(record().keeperPid, 'SIGKILL');
    await expect.poll(() => processes(), SOON).toEqual([]);
    expect(await runs((await open()).address)).toContain('kept');
  });

  test('may be killed together with keeper and watcher: the next start ends what they left behind', async () => {
    const user = await startUser();
    await startRun(user.address, 'kept');
    const { keeperPid, pid } = record();
    const watcher = processes().find((line) => line.includes('guard') && !line.trim().startsWith(`${pid} `));
    process.kill(Number(watcher?.trim().split(' ')[0]), 'SIGKILL');
    user.child.kill('SIGKILL');
    process.kill(keeperPid, 'SIGKILL');
    await expect.poll(() => processes().some((line) => line.includes('keeper.js')), SOON).toBe(false);
    const again = await open();
    expect(record().pid).not.toBe(pid);
    expect(await runs(again.address)).toContain('kept');
    expect(processes().filter((line) => line.trim().startsWith(`${pid} `))).toEqual([]);
  });
});

describe('a server that somebody killed', { timeout: 120_000 }, () => {
  test('is started again with its data, on its address, and its users go on', async () => {
    const lines: string[] = [];
    const server = await open({ onProgress: (line) => lines.push(line) });
    const connection = await Connection.connect({ address: server.address });
    undo.push(() => connection.close());
    await startRun(server.address, 'kept');
    const { pid } = record();
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => lines.at(-1), SOON).toBe('the Temporal server is up again');
    expect(record().pid).not.toBe(pid);
    expect(await runs(server.address)).toContain('kept');
    const answers = () =>
      connection.workflowService.getSystemInfo({}).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, SOON).toBe(true);
  });

  test('comes back under a new keeper if the keeper was killed, for all who use it', async () => {
    const user = await startUser();
    const lines: string[] = [];
    const server = await open({ onProgress: (line) => lines.push(line) });
    const connection = await Connection.connect({ address: server.address });
    undo.push(() => connection.close());
    await startRun(server.address, 'kept');
    const { keeperPid } = record();
    process.kill(keeperPid, 'SIGKILL');
    const again = 'the Temporal server is up again';
    await expect.poll(() => [lines.at(-1), user.said.at(-1)], SOON).toEqual([again, again]);
    expect(record().keeperPid).not.toBe(keeperPid);
    expect(processes().filter((line) => line.includes('keeper.js'))).toHaveLength(1);
    expect(await runs(server.address)).toContain('kept');
    const answers = () =>
      connection.workflowService.getSystemInfo({}).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, SOON).toBe(true);
    await leave(user);
    expect(await runs(server.address)).toContain('kept');
  });

  test('over and over is lost, and its users are told', async () => {
    const server = await open();
    let lost: Error | undefined;
    void server.lost.then((error) => (lost = error));
    const killed = new Set<number>();
    const kill = () => {
      const { pid } = existsSync(path.join(folder, 'server.json')) ? record() : { pid: 0 };
      if (pid > 0 && !killed.has(pid)) process.kill(pid, 'SIGKILL');
      killed.add(pid);
      return lost?.message;
    };
    await expect
      .poll(kill, { timeout: 60_000, interval: 50 })
      .toContain('the Temporal server ended by itself (SIGKILL)');
  });
});

describe('a first start that was interrupted', { timeout: 60_000 }, () => {
  test('leaves half a database, which the next start replaces', async () => {
    mkdirSync(folder);
    const half = Buffer.alloc(4096);
    half.write('SQLite format 3\0', 'latin1');
    writeFileSync(path.join(folder, 'temporal.db'), half);
    const abandoned = { keeperPid: 999_999_999, socket: path.join(project, 'gone', 'keeper'), creating: true };
    writeFileSync(path.join(folder, 'server.json'), JSON.stringify(abandoned));
    const server = await open();
    await startRun(server.address, 'new');
    expect(await runs(server.address)).toContain('new');
  });
});

describe('there is no server, but a reason, where', { timeout: 60_000 }, () => {
  const database = () => path.join(folder, 'temporal.db');
  const refusal = (options: Partial<Parameters<typeof openDevServer>[0]> = {}) =>
    open(options).then(
      () => {
        throw new Error('it opened');
      },
      (error: unknown) => error as Error,
    );

  test('the database is garbage, or cut off: it stays as it is', async () => {
    mkdirSync(folder);
    writeFileSync(database(), 'garbage '.repeat(1000));
    expect((await refusal()).message).toContain(`${database()}: this is not a SQLite database`);
    expect(readFileSync(database(), 'utf8')).toBe('garbage '.repeat(1000));
  });

  test('the database has lost its tables: the reason is in the words of the server', async () => {
    const first = await open();
    await first.close();
    const bare = readFileSync(database()).subarray(0, 4096); // its first page alone, without the write-ahead log
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    bare.writeUInt32BE(1, 28);
    writeFileSync(database(), bare);
    const error = await refusal();
    expect(error).toMatchObject({ code: 'DATABASE_REFUSED' });
    expect(error.message).toMatch(/no such table|malformed/);
    expect(readFileSync(database())).toEqual(bare);
  });

  test('the program ends at once', async () => {
    const program = path.join(project, 'temporal');
    writeFileSync(program, '#!/bin/sh\necho "Error: this is no server" >&2\nexit 3\n');
    chmodSync(program, 0o755);
    const error = await refusal({ binary: program });
    expect(error).toMatchObject({ code: 'SERVER_FAILED' });
    expect(error.message).toContain('exit code 3');
    expect(error.message).toContain('this is no server');
    expect((await refusal({ binary: path.join(project, 'nowhere') })).message).toContain('nowhere');
    expect(existsSync(database())).toBe(false);
  });

  test('the folder cannot be a folder', async () => {
    writeFileSync(folder, 'a file');
    expect(await refusal()).toMatchObject({ code: 'FOLDER_NOT_WRITABLE' });
    expect(readFileSync(folder, 'utf8')).toBe('a file');
    rmSync(folder);
  });

  test('the folder may not be written', { skip: process.getuid?.() === 0 }, async () => {
    mkdirSync(folder, { mode: 0o500 });
    expect(await refusal()).toMatchObject({ code: 'FOLDER_NOT_WRITABLE' });
  });

  test('the database may not be written', { skip: process.getuid?.() === 0 }, async () => {
    mkdirSync(folder);
    writeFileSync(database(), 'anything', { mode: 0o400 });
    expect((await refusal()).message).toContain('cannot be read and written');
  });
});

/** What only a mount can make real: it needs Linux, and root in a container that may mount. */
describe('there is no server, but a reason, on', { timeout: 60_000, skip: !canMount() }, () => {
  function mount(...args: string[]): void {
    execFileSync('mount', args);
    undo.push(async () => {
      await expect.poll(() => processes(), SOON).toEqual([]);
      execFileSync('umount', [args.at(-1) ?? '']);
    });
  }
  const code = (error: unknown) => (error as { code?: string }).code;

  test('a full disk: the database stays as it is', async () => {
    mkdirSync(folder);
    mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder);
    writeFileSync(path.join(folder, 'temporal.db'), 'untouched');
    const error = await open().catch((reason: unknown) => reason);
    expect(code(error)).toBe('DISK_FULL');
    expect((error as Error).message).toContain(`${folder}: the disk is full`);
    expect(readFileSync(path.join(folder, 'temporal.db'), 'utf8')).toBe('untouched');
  });

  test('a disk that runs full later is told of, and the server comes back when there is space', async () => {
    mkdirSync(folder);
    mount('-t', 'tmpfs', '-o', 'size=60m', 'tmpfs', folder);
    const lines: string[] = [];
    const server = await open({ onProgress: (line) => lines.push(line) });
    writeFileSync(path.join(folder, 'filler'), Buffer.alloc(40_000_000));
    await expect.poll(() => lines.at(-1), SOON).toContain('the disk is nearly full');
    rmSync(path.join(folder, 'filler'));
    await expect.poll(() => lines.at(-1), SOON).toContain('the disk has space again');
    await startRun(server.address, 'after');
  });

  test('a read-only disk', async () => {
    mkdirSync(folder);
    mount('-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder);
    expect(await open().catch(code)).toBe('FOLDER_NOT_WRITABLE');
  });

  test('a read-only database', async () => {
    mkdirSync(folder);
    const file = path.join(folder, 'temporal.db');
    writeFileSync(file, 'untouched');
    mount('--bind', file, file);
    execFileSync('mount', ['-o', 'remount,ro,bind', file]);
    const error = (await open().catch((reason: unknown) => reason)) as Error;
    expect(error.message).toContain('the database cannot be read and written (EROFS');
  });
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = mkdtempSync(path.join(os.tmpdir(), 'can-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true });
  }
}

function outsideAddresses(): string[] {
  const all = Object.values(os.networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
}

function accepts(host: string, tcpPort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: tcpPort, timeout: 1000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .on('connect', () => settle(true))
      .on('error', () => settle(false))
      .on('timeout', () => settle(false));
  });
}
