import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dataConverters } from '../../src/encryption/data-converters.ts';
import { NO_ENCRYPTION } from '../../src/encryption/encryption.ts';
import { startPythonWorker } from '../../src/python/start-python-worker.ts';
import { formatLogLine, type LogLine } from '../../src/serve/log.ts';
import { openPayloadStorage } from '../../src/storage/payload-storage.ts';

/** A program in the place of Python: asked for itself, it is one with the SDK; otherwise it is the worker that `script` makes of it. */
async function workerWith(script: string) {
  const root = await mkdtemp(join(tmpdir(), 'orchestrator-python-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const python = join(root, 'python');
  const itself = JSON.stringify({ executable: python, version: '3.12.1', packages: [], temporalio: '1.35.0' });
  await writeFile(join(root, 'itself.json'), `${itself}\n`);
  await writeFile(join(root, 'secrets.env'), 'CAMERA_TOKEN=tok-3141592653\n');
  await chmod(join(root, 'secrets.env'), 0o600);
  await writeFile(
    python,
    `#!/bin/sh\nif [ "$1" = -c ]; then exec cat "${root}/itself.json"; fi\nread -r settings\n${script}\n`,
  );
  await chmod(python, 0o755);
  const lines: LogLine[] = [];
  const payloads = openPayloadStorage({ kind: 'none' }, { namespace: 'default' });
  const worker = await startPythonWorker({
    target: { address: '127.0.0.1:1', namespace: 'default', options: { apiKey: 'api-key' } },
    taskQueue: 'q',
    root,
    pythonBin: python,
    payloads,
    converters: dataConverters(payloads.dataConverter, NO_ENCRYPTION),
    secretsFile: join(root, 'secrets.env'),
    logs: { begin: () => ({ add: () => {}, end: async () => {} }), close: async () => {} },
    onLog: (line) => void lines.push(line),
  });
  onTestFinished(() => worker.shutdown());
  const said = () => lines.map((line) => formatLogLine(line).slice(9));
  return { root, worker, lines, said };
}

const ATTEMPT = { workflowId: 'w', runId: 'r', activityId: 'p/a', attempt: 1 };
const READY = `echo '{"kind":"ready","python":"3.12.1","temporalio":"1.35.0"}'`;
const UNTIL_STOPPED = 'trap "exit 0" TERM\nwhile :; do sleep 0.05; done';

test('the worker is told everything on its stdin, and says when it is ready', async () => {
  const { root, worker } = await workerWith(
    `echo "$settings" > told.json; echo "$*" > args.txt\n${READY}\n${UNTIL_STOPPED}`,
  );
  expect(worker.taskQueue).toBe('q-python');
  expect(await worker.ready).toBe('Python 3.12.1, temporalio 1.35.0');
  const told: unknown = JSON.parse(await readFile(join(root, 'told.json'), 'utf8'));
  expect(told).toMatchObject({ address: '127.0.0.1:1', taskQueue: 'q-python', root, apiKey: 'api-key' });
  expect(await readFile(join(root, 'args.txt'), 'utf8')).toMatch(/^\S+\/python\n$/);
});

test('shutdown ends it, and nothing is said of that', async () => {
  const { worker, said } = await workerWith(`${READY}\n${UNTIL_STOPPED}`);
  await worker.ready;
  await worker.shutdown();
  expect(said()).toEqual([]);
});

test('what it logs, and what its programs write, goes where the log of the Node worker goes', async () => {
  const { said } = await workerWith(
    `echo '{"kind":"log","level":"WARN","message":"no camera","attempt":${JSON.stringify(ATTEMPT)},"fields":{"n":1}}'
printf 'from a \\033[31mlibrary\\n' >&2
echo 'not a message'
${READY}
${UNTIL_STOPPED}`,
  );
  await expect.poll(() => said().toSorted()).toEqual(['INFO  from a \\x1b[31mlibrary', 'WARN  p/a  no camera {"n":1}']);
});

test('one that ends by itself is started again, with the reason that it gave', { timeout: 20_000 }, async () => {
  const { worker, said } = await workerWith(
    `if [ -e second ]; then ${READY}; ${UNTIL_STOPPED.replace('\n', '; ')}; fi
touch second
echo '{"kind":"failed","message":"RuntimeError: no such namespace"}'
exit 3`,
  );
  await worker.ready;
  const reason = 'RuntimeError: no such namespace';
  expect(said()).toEqual([`ERROR The Python worker ended with code 3: ${reason}. It is started again in 1 s.`]);
});

test('it asks for secrets, and is told them with the shapes to mask', async () => {
  const { root } = await workerWith(
    `echo '{"kind":"secrets","id":7,"names":["CAMERA_TOKEN"]}'
read -r answer; echo "$answer" > answer.json
echo '{"kind":"secrets","id":8,"names":["NOT_THERE"]}'
read -r answer; echo "$answer" > refusal.json
${UNTIL_STOPPED}`,
  );
  const read = async (name: string) =>
    JSON.parse(await readFile(join(root, name), 'utf8').catch(() => '{}')) as unknown;
  await expect
    .poll(() => read('refusal.json'))
    .toMatchObject({ id: 8, error: { type: 'secret-not-found', retryable: false } });
  expect(await read('answer.json')).toMatchObject({
    id: 7,
    values: { CAMERA_TOKEN: 'tok-3141592653' },
    forms: expect.arrayContaining(['tok-3141592653', Buffer.from('tok-3141592653').toString('base64')]),
  });
});
