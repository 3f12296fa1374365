import { expect, test } from 'vitest';
import { attemptFile } from '../../src/logs/attempt-file.ts';
import type { LogSource } from '../../src/logs/kept-logs.ts';
import { lastLines } from '../../src/logs/last-lines.ts';
import { agentStatus, itemStatus, phaseStatus, runStatusDocument } from '../follow/status.ts';
import { lineAt, start } from './a-log.ts';

const error = { type: 'E', message: 'no' };
const nameOf = (path: string[], attempt: number, item?: number) =>
  attemptFile({ path, attempt, startedAt: start + attempt, ...(item === undefined ? {} : { item }) });
const textOf = (...texts: string[]) =>
  [...texts.map((text, n) => lineAt(n, n + 1, { text })), lineAt(99, 99, { stream: 'end', status: 'failed' })]
    .map((line) => JSON.stringify(line))
    .join('\n');

const files: Record<string, string> = {
  [nameOf(['bad', 'a'], 1)]: textOf('of the first attempt'),
  [nameOf(['bad', 'a'], 2)]: textOf('1', '2', '3', '4', '5', '6'),
  [nameOf(['bad', 'each'], 1, 1)]: textOf('of an item'),
  [nameOf(['bad', 'fine'], 1)]: textOf('of an agent that succeeded'),
  [nameOf(['finally', 'tidy'], 1)]: textOf('of a handler'),
};
const source: LogSource = {
  place: 'here',
  list: async () => Object.keys(files).map((name) => ({ name, mark: '' })),
  read: async (name) => files[name.replace('w/r/', '')]!,
};
const result = runStatusDocument(
  [
    phaseStatus('bad', [
      agentStatus('a', { status: 'failed', error }),
      agentStatus('fine', { status: 'success' }),
      agentStatus('silent', { status: 'failed', error }),
      agentStatus('each', { status: 'failed', error, items: [itemStatus(0), itemStatus(1, { error })] }),
    ]),
  ],
  { status: 'failed', finally: phaseStatus('finally', [agentStatus('tidy', { status: 'failed', error })]) },
);

test('the last five lines of the last attempt of each agent and item that failed, without its end', async () => {
  expect([...(await lastLines(result, [source], 'w/r'))]).toEqual([
    ['bad/a', ['2', '3', '4', '5', '6']],
    ['bad/each#1', ['of an item']],
    ['finally/tidy', ['of a handler']],
  ]);
});

test('a store that cannot be read leaves them out, and a run without failures asks for nothing', async () => {
  const broken: LogSource = { ...source, list: () => Promise.reject(new Error('no bucket')) };
  expect(await lastLines(result, [broken], 'w/r')).toEqual(new Map());
  const fine = runStatusDocument([phaseStatus('ok', [agentStatus('a', { status: 'success' })])]);
  const untouched: LogSource = { ...source, list: () => expect.unreachable('it was asked') };
  expect(await lastLines(fine, [untouched], 'w/r')).toEqual(new Map());
});

test.each([
  [
    'TypeError: no\n    at parse (node:internal/x:1:2)\n    at A.run (/p/src/agents/a.ts:6:22)\n    at more (/p/src/b.ts:1:1)',
    'at A.run (/p/src/agents/a.ts:6:22)',
  ],
  [
    'ValueError: no\n  File "/p/agents/a.py", line 3, in run\n    helper()\n  File "/p/agents/b.py", line 9, in helper',
    'File "/p/agents/b.py", line 9, in helper',
  ],
])('behind them where in the code it failed', async (stack, place) => {
  const lines = [
    lineAt(1, 1, { text: 'it is at', fields: { n: 3 } }),
    lineAt(2, 2, { stream: 'end', status: 'failed', text: stack }),
  ];
  const name = nameOf(['bad', 'a'], 1);
  const one: LogSource = {
    place: 'here',
    list: async () => [{ name, mark: '' }],
    read: async () => lines.map((line) => JSON.stringify(line)).join('\n'),
  };
  expect((await lastLines(result, [one], 'w/r')).get('bad/a')).toEqual(['it is at {"n":3}', place]);
});
