import type { Client } from '@temporalio/client';
import { DEFAULT_LOG_RETENTION } from '../defaults.ts';
import type { LogSink } from '../serve/log.ts';
import { keepSwept } from '../storage/keep-swept.ts';
import type { LogStore } from '../storage/log-store.ts';
import { createAgentLogs, type AgentLogs } from './agent-logs.ts';
import { logFolder } from './kept-logs.ts';
import { logAddressOf } from './log-address.ts';
import { sweepLogs } from './sweep-logs.ts';

export interface OpenLogsOptions {
  readonly root: string;
  readonly client: Client;
  readonly store: LogStore | undefined;
  /** Days that the logs of a run are kept after it has logged something. */
  readonly retention?: number | undefined;
  readonly onLog: LogSink;
}

const DAY = 86_400_000;

/** The logs of this process's workers, old ones swept. */
export function openLogs(options: OpenLogsOptions): AgentLogs {
  const { client, store, retention = DEFAULT_LOG_RETENTION, onLog } = options;
  const folder = logFolder(options.root);
  const onProblem = (message: string) => onLog({ level: 'WARN', time: new Date(), message, fields: {} });
  const closing = new AbortController();
  keepSwept(async () => void (await sweepLogs(folder, new Date(Date.now() - retention * DAY))), {
    signal: closing.signal,
    onError: (error) => onProblem(`old logs in ${folder} could not be swept: ${String(error)}`),
  });
  const logs = createAgentLogs({
    folder,
    store,
    addressOf: (workflowId, runId) => logAddressOf(client, workflowId, runId),
    onProblem,
  });
  return {
    begin: (attempt) => logs.begin(attempt),
    async close() {
      closing.abort();
      await logs.close();
    },
  };
}
