import path from 'node:path';

export interface Ports {
  readonly server: number;
  readonly ui: number;
  /** The server's HTTP API: how the keeper sees that it is ready, without gRPC. */
  readonly http: number;
  readonly metrics: number;
}

export function databaseFile(folder: string): string {
  return path.join(folder, 'temporal.db');
}

/** How the embedded server is always started. Everything it binds is on the loopback. */
export function startDevArguments(folder: string, ports: Ports, codecEndpoint?: string): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${ports.server}`,
    `--ui-port=${ports.ui}`,
    `--http-port=${ports.http}`,
    `--metrics-port=${ports.metrics}`,
    `--db-filename=${databaseFile(folder)}`,
    ...pragmas.map((pragma) => `--sqlite-pragma=${pragma}`),
    ...(codecEndpoint === undefined ? [] : [`--ui-codec-endpoint=${codecEndpoint}`]),
    ...settings.map((setting) => `--dynamic-config-value=${setting}`),
    // No --log-level: the default is warn, and only the default keeps quiet about the noise of a shutdown.
  ];
}

/** A write-ahead log with full syncs: what was committed survives a power cut, and writers do not wait for readers. */
const pragmas = ['journal_mode=wal', 'synchronous=full'];

const settings = [
  // Stock, each queue is read at most 20 times a second: two such waits made an agent in a sequence take 90 ms instead of 20.
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollRPS=1000',
  'system.enableActivityEagerExecution=true',
  // Stock, a timer is never placed before the next full second: retry pauses under 1 s would last 1 s.
  'history.timerProcessorMaxTimeShift="20ms"',
  // Without it, a task can be handed to the poll of a worker that has just left, and waits there for its timeout.
  'frontend.enableCancelWorkerPollsOnShutdown=true',
];
