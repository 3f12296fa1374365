import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTimeOrder } from '../../src/logs/in-time-order.ts';
import { aLog, lineAt } from './a-log.ts';

async function all(logs: Parameters<typeof inTimeOrder>[0]) {
  const lines = [];
  for await (const line of inTimeOrder(logs, (_log, each) => each)) lines.push(line);
  return lines;
}

test('lines of many logs come in the order of their times, none twice and none lost, each log in its own order', async () => {
  const times = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.array(times, { maxLength: 60 }), async (logs) => {
      const kept = logs.map((each, index) =>
        aLog(
          { path: ['p', `a${index}`] },
          each.toSorted((a, b) => a - b).map((time, n) => lineAt(time, n + 1)),
        ),
      );
      const lines = await all(kept);
      const found = lines.map(({ line }) => Number(line.text));
      expect(found).toEqual(logs.flat().sort((a, b) => a - b));
      for (const { place } of kept) {
        const own = lines.filter((each) => each.place === place).map(({ line }) => line.n);
        expect(own).toEqual(own.map((_, index) => index + 1));
      }
    }),
  );
});

test('what is complete is given before all logs are read', async () => {
  let read = 0;
  const logs = Array.from({ length: 200 }, (_, index) => {
    const log = aLog({ path: ['p', 'a'], attempt: index }, [lineAt(index * 1000, 1)]);
    return { ...log, mark: '', read: () => ((read += 1), log.read()) };
  });
  const { value } = await inTimeOrder(logs, (_log, lines) => lines).next();
  expect(value).toMatchObject({ line: { text: '0' } });
  expect(read).toBeLessThan(50);
});
