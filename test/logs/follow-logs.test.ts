import { expect, test } from 'vitest';
import { followLogs } from '../../src/logs/follow-logs.ts';
import type { KeptLog } from '../../src/logs/kept-logs.ts';
import type { LogFilter } from '../../src/logs/wanted-lines.ts';
import { aLog, lineAt } from './a-log.ts';

/** Does one thing more before each look, and then the run is over. Gives what was seen at each look. */
async function followed(logs: KeptLog[], then: readonly (() => void)[], filter: LogFilter = {}): Promise<string[][]> {
  const over = new AbortController();
  let look = 0;
  const list = async () => {
    then[look]?.();
    look += 1;
    if (look > then.length) over.abort();
    return logs;
  };
  const seen: string[][] = [];
  for await (const lines of followLogs({ list, filter, over: over.signal, pause: 1 }))
    seen.push(lines.map(({ line }) => line.text));
  return seen;
}

test('each line is given once, as it comes, of new logs too, and what came at the very end', async () => {
  const lines = [lineAt(0, 1)];
  const logs = [aLog({ path: ['p', 'a'] }, lines)];
  const seen = await followed(logs, [
    () => {},
    () => lines.push(lineAt(5, 2)),
    () => {},
    () => logs.push(aLog({ path: ['p', 'b'] }, [lineAt(7, 1), lineAt(3, 2)])),
    () => lines.push(lineAt(9, 3)),
  ]);
  expect(seen).toEqual([['0'], ['5'], ['3', '7'], ['9']]);
});

test('--tail is of what was there at the beginning', async () => {
  const lines = [lineAt(0, 1), lineAt(1, 2), lineAt(2, 3)];
  const seen = await followed(
    [aLog({ path: ['p', 'a'] }, lines)],
    [() => {}, () => lines.push(lineAt(3, 4), lineAt(4, 5))],
    { tail: 1 },
  );
  expect(seen).toEqual([['2'], ['3', '4']]);
});

test('--tail 0 shows only what is new', async () => {
  const lines = [lineAt(0, 1)];
  const seen = await followed([aLog({ path: ['p', 'a'] }, lines)], [() => {}, () => lines.push(lineAt(1, 2))], {
    tail: 0,
  });
  expect(seen).toEqual([['1']]);
});

test('with --failed an attempt is shown when it has failed, or when the run is over and it has no end', async () => {
  const failing = [lineAt(0, 1)];
  const succeeding = [lineAt(1, 1)];
  const lost = [lineAt(2, 1)];
  const logs = [
    aLog({ path: ['p', 'failing'] }, failing),
    aLog({ path: ['p', 'succeeding'] }, succeeding),
    aLog({ path: ['p', 'lost'] }, lost),
  ];
  const seen = await followed(
    logs,
    [
      () => {},
      () => failing.push(lineAt(3, 2, { stream: 'end', status: 'failed' })),
      () => succeeding.push(lineAt(4, 2, { stream: 'end', status: 'success' })),
    ],
    { failed: true },
  );
  expect(seen).toEqual([['0', '3'], ['2']]);
});
