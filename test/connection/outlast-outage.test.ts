import { ServiceError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { isOutOfReach, outlastOutage } from '../../src/connection/outlast-outage.ts';

/** As the client throws what gRPC has said. */
const failure = (code: number) =>
  new ServiceError('Failed to describe workflow', {
    cause: Object.assign(new Error('14 UNAVAILABLE'), { code, details: 'no connection', metadata: {} }),
  });

test('what the server could not be asked is asked again', async () => {
  let asked = 0;
  const ask = async () => {
    if (++asked < 4) throw failure(14);
    return 'an answer';
  };
  expect(await outlastOutage(ask, { pause: 1 })).toBe('an answer');
});

test('a server that is away for longer is given up; what it refuses is not asked again', async () => {
  const away = outlastOutage(() => Promise.reject(failure(14)), { patience: 20, pause: 1 });
  await expect(away).rejects.toMatchObject({ name: 'ConnectionError', message: expect.stringContaining('any more') });
  let asked = 0;
  const refused = failure(7);
  const ask = () => Promise.reject((asked++, refused));
  await expect(outlastOutage(ask, { pause: 1 })).rejects.toBe(refused);
  expect(asked).toBe(1);
});

test('only what may pass is an outage', () => {
  expect([1, 4, 8, 13, 14].every((code) => isOutOfReach(failure(code)))).toBe(true);
  expect([failure(5), failure(7), failure(16), new Error('x'), undefined].some(isOutOfReach)).toBe(false);
});
