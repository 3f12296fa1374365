import type { Server } from 'node:http';
import type { Health } from './health.ts';
import { serveEndpoints, type Answer } from './serve-endpoints.ts';

/**
 * `/healthz`: the event loop turns, or there is no answer; whoever gets none restarts the process. `/readyz`: 200 while it
 * takes up agents, else 503 and why.
 */
export async function serveHealth(options: { port: number; host: string; health: Health }): Promise<Server> {
  const { health, ...at } = options;
  return serveEndpoints({
    ...at,
    option: '--health-port',
    endpoints: { '/healthz': alive, '/readyz': () => readiness(health) },
  });
}

export const alive = (): Answer => ({ text: 'ok\n' });

async function readiness(health: Health): Promise<Answer> {
  const reason = await health.whyNotReady();
  return reason === undefined ? { text: 'ok\n' } : { status: 503, text: `not ready: ${reason}\n` };
}
