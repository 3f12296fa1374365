import http from 'node:http';
import net from 'node:net';
import type { Ports } from './command-line.ts';

export const NAMESPACE = 'default';

/** What `start-dev` gives the namespaces it makes: a day after its end, a run would be gone. */
const STOCK_RETENTION = '86400s';
const RETENTION = `${30 * 24 * 3600}s`;

/** True once the server answers for its namespace and its gRPC port accepts. */
export async function isReady(ports: Ports): Promise<boolean> {
  return (await accepts(ports.server)) && (await request(ports.http, 'GET', '').catch(() => undefined)) !== undefined;
}

/** Raises the retention of a namespace that still has the stock one; a retention that somebody chose stays. */
export async function keepClosedRuns(ports: Ports): Promise<void> {
  const namespace = await request(ports.http, 'GET', '');
  if (namespace.config?.workflowExecutionRetentionTtl !== STOCK_RETENTION) return;
  await request(ports.http, 'POST', '/update', { config: { workflowExecutionRetentionTtl: RETENTION } });
}

interface Namespace {
  readonly config?: { readonly workflowExecutionRetentionTtl?: string };
}

/** The server's own HTTP API: no SDK, no gRPC in the keeper, which has to stay small. */
function request(port: number, method: string, action: string, body?: object): Promise<Namespace> {
  return new Promise((resolve, reject) => {
    const path = `/api/v1/namespaces/${NAMESPACE}${action}`;
    const call = http.request({ host: '127.0.0.1', port, method, path, timeout: 5000, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text) as Namespace);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text.trim()}`));
      });
    });
    call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer in 5 s`)));
    call.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port, timeout: 1000 });
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
