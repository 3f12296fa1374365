import getPort from 'get-port';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Health } from '../../src/monitoring/health.ts';
import { serveHealth } from '../../src/monitoring/serve-health.ts';

async function ask(health: Health) {
  const port = await getPort({ host: '127.0.0.1' });
  const server = await serveHealth({ port, host: '127.0.0.1', health });
  onTestFinished(() => void server.close());
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
}

describe('a worker', () => {
  test('is alive before it is ready, and no longer ready once it is told to stop', async () => {
    const health = new Health();
    const get = await ask(health);
    expect(await get('/healthz')).toEqual([200, 'ok\n']);
    expect(await get('/readyz')).toEqual([503, 'not ready: starting\n']);
    health.serve([async () => undefined]);
    expect(await get('/readyz')).toEqual([200, 'ok\n']);
    health.stop();
    expect(await get('/readyz')).toEqual([503, 'not ready: shutting down\n']);
    expect(await get('/healthz')).toEqual([200, 'ok\n']);
  });

  test('is ready when all is, and says the first thing that is not', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const health = new Health();
    let temporal: string | undefined = 'Temporal does not answer';
    health.serve([async () => undefined, async () => temporal]);
    expect(await health.whyNotReady()).toBe('Temporal does not answer');
    temporal = undefined;
    vi.advanceTimersByTime(3_000);
    expect(await health.whyNotReady()).toBeUndefined();
  });

  test('asks Temporal no more often than every two seconds, however often it is asked', async () => {
    const health = new Health();
    const check = vi.fn<() => Promise<undefined>>(async () => undefined);
    health.serve([check]);
    await Promise.all(Array.from({ length: 50 }, () => health.whyNotReady()));
    expect(check).toHaveBeenCalledTimes(1);
  });

  test('that begins to stop while it is asked is not ready', async () => {
    const health = new Health();
    health.serve([
      async () => {
        health.stop();
        return undefined;
      },
    ]);
    expect(await health.whyNotReady()).toBe('shutting down');
  });
});

test('a health port that is taken is refused with what to do', async () => {
  const port = await getPort({ host: '127.0.0.1' });
  const server = await serveHealth({ port, host: '127.0.0.1', health: new Health() });
  onTestFinished(() => void server.close());
  await expect(serveHealth({ port, host: '127.0.0.1', health: new Health() })).rejects.toThrow(
    `the health port ${port} is taken; choose another with --health-port`,
  );
});
