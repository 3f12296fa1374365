import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { aFolder, anAttempt, filesIn, linesIn, someLogs } from './a-folder.ts';
import { cpuTime } from '../cpu-time.ts';

const success = { status: 'success', seconds: 1 } as const;

test('each attempt that logs has a file, which is the worker’s user’s alone', async () => {
  const folder = await aFolder();
  const { logs } = someLogs(folder);
  for (const attempt of [1, 2]) {
    const log = logs.begin(anAttempt({ activityId: 'phase/agent#4', attempt }));
    log.add({ level: 'info', message: `attempt ${attempt}` });
    await log.end(success);
  }
  const files = await filesIn(folder);
  expect(files).toEqual([
    expect.stringMatching(/^a-run\/first\/phase\/agent#4\/1-\d{8}T\d{9}Z\.jsonl$/),
    expect.stringMatching(/^a-run\/first\/phase\/agent#4\/2-\d{8}T\d{9}Z\.jsonl$/),
  ]);
  expect((await linesIn(folder, files[0]!)).map(({ text, stream }) => [stream, text])).toEqual([
    ['log', 'attempt 1'],
    ['end', ''],
  ]);
  expect((await stat(join(folder, files[0]!))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'a-run'))).mode & 0o777).toBe(0o700);
});

test('ten thousand quiet agents leave nothing, and cost next to nothing', async () => {
  const folder = await aFolder();
  const addressOf = vi.fn<() => Promise<never>>();
  const { logs } = someLogs(folder, { addressOf });
  const began = cpuTime();
  const open = Array.from({ length: 10_000 }, (_, n) => logs.begin(anAttempt({ activityId: `phase/agent#${n}` })));
  await Promise.all(open.map((log) => log.end(success)));
  expect(cpuTime() - began).toBeLessThan(1_000);
  expect(await filesIn(folder)).toEqual([]);
  expect(addressOf).not.toHaveBeenCalled();
});

test('what is logged can be read soon, while the attempt goes on', async () => {
  const folder = await aFolder();
  const { logs } = someLogs(folder);
  const log = logs.begin(anAttempt());
  log.add({ level: 'info', message: 'one' });
  log.add({ level: 'info', message: 'two' });
  await expect.poll(() => filesIn(folder)).toHaveLength(1);
  log.add({ level: 'info', message: 'three' });
  await delay(400);
  const [file] = await filesIn(folder);
  expect((await linesIn(folder, file!)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('what an attempt says after its end is nobody’s', async () => {
  const folder = await aFolder();
  const { logs } = someLogs(folder);
  const log = logs.begin(anAttempt());
  log.add({ level: 'info', message: 'in time' });
  await log.end(success);
  log.add({ level: 'info', message: 'late' });
  await log.end({ status: 'failed', seconds: 2 });
  await logs.close();
  const [file] = await filesIn(folder);
  expect((await linesIn(folder, file!)).map(({ n }) => n)).toEqual([1, 2]);
});

test('the end of a long log is beside its beginning, while it goes on and after it', async () => {
  const folder = await aFolder();
  const { logs } = someLogs(folder);
  const log = logs.begin(anAttempt());
  for (let n = 1; n <= 20_000; n++) log.add({ level: 'info', message: `line ${n} ${'x'.repeat(80)}` });
  await expect.poll(() => filesIn(folder)).toHaveLength(2);
  log.add({ level: 'info', message: 'the last' });
  await log.end(success);
  const [head, tail] = await filesIn(folder);
  expect(tail).toBe(head!.replace('.jsonl', '.tail'));
  expect((await linesIn(folder, head!))[0]?.text).toMatch(/^line 1 /);
  const last = await linesIn(folder, tail!);
  expect(last[0]?.stream).toBe('cut');
  expect(last.at(-2)?.text).toBe('the last');
});

test('a run that continued as new, and a sub-workflow, log into the folder of the run they belong to', async () => {
  const folder = await aFolder();
  const { logs } = someLogs(folder, {
    addressOf: async (workflowId) => ({
      home: { workflowId: 'a-run', runId: 'first' },
      above: workflowId === 'a-run/publish' ? ['publish'] : [],
      isOver: false,
    }),
  });
  for (const [workflowId, runId] of [
    ['a-run', 'second'],
    ['a-run/publish', 'other'],
  ] as const) {
    const log = logs.begin(anAttempt({ workflowId, runId }));
    log.add({ level: 'info', message: 'x' });
    await log.end(success);
  }
  expect((await filesIn(folder)).map((name) => name.replace(/\/1-.*/, ''))).toEqual([
    'a-run/first/phase/agent',
    'a-run/first/publish/phase/agent',
  ]);
});

test('where Temporal does not say whose a log is, it is that of its own execution', async () => {
  const folder = await aFolder();
  const { logs, problems } = someLogs(folder, { addressOf: () => Promise.reject(new Error('no permission')) });
  const log = logs.begin(anAttempt());
  log.add({ level: 'info', message: 'x' });
  await log.end(success);
  expect((await filesIn(folder))[0]).toMatch(/^a-run\/first\/phase/);
  expect(problems).toEqual([]);
});

test('a folder that cannot be written fails no agent, and is told of once', async () => {
  const folder = await aFolder();
  // A file in its place, since tests may run as root, who may write anything.
  await writeFile(join(folder, 'a-run'), '');
  await chmod(folder, 0o500);
  const { logs, problems } = someLogs(folder);
  for (const attempt of [1, 2, 3]) {
    const log = logs.begin(anAttempt({ attempt }));
    log.add({ level: 'info', message: 'x' });
    await log.end(success);
  }
  await logs.close();
  expect(problems).toEqual([expect.stringMatching(/cannot be kept in .*orchestrator-logs-.*ENOTDIR/)]);
});

test('a folder that was swept in the meantime is made again', async () => {
  const folder = await aFolder();
  const { logs } = someLogs(folder);
  const log = logs.begin(anAttempt());
  log.add({ level: 'info', message: 'x' });
  await expect.poll(() => filesIn(folder)).toHaveLength(1);
  const { rm } = await import('node:fs/promises');
  await rm(join(folder, 'a-run'), { recursive: true });
  log.add({ level: 'info', message: 'y' });
  await log.end(success);
  expect(await filesIn(folder)).toHaveLength(1);
});

test('with a store, a log is there too when its attempt has ended, as one object', async () => {
  const folder = await aFolder();
  const objects = new Map<string, string>();
  const put = vi.fn<(name: string, text: string) => Promise<void>>(async (name, text) => void objects.set(name, text));
  const store = { place: 's3://b', put, list: async () => [], read: async () => '' };
  const { logs } = someLogs(folder, { store });
  const log = logs.begin(anAttempt());
  for (let n = 1; n <= 20_000; n++) log.add({ level: 'info', message: `line ${n} ${'x'.repeat(80)}` });
  await log.end(success);
  await logs.begin(anAttempt({ attempt: 2 })).end(success);
  const [[name, text]] = [...objects] as [[string, string]];
  expect(objects.size).toBe(1);
  expect(name).toBe((await filesIn(folder))[0]);
  expect(text).toContain('line 1 ');
  expect(text).toContain('line 20000 ');
});

test('a store that fails fails no agent, is told of once and left alone for a while', async () => {
  const folder = await aFolder();
  const put = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('no bucket'));
  const { logs, problems } = someLogs(folder, {
    store: { place: 's3://b/logs', put, list: async () => [], read: async () => '' },
  });
  for (const attempt of [1, 2, 3]) {
    const log = logs.begin(anAttempt({ attempt }));
    log.add({ level: 'info', message: 'x' });
    await log.end(success);
  }
  expect(put).toHaveBeenCalledTimes(1);
  expect(problems).toEqual([expect.stringContaining('cannot be brought to s3://b/logs')]);
  expect(await filesIn(folder)).toHaveLength(3);
});
