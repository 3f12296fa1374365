import type { Client } from '@temporalio/client';
import { ownVersion } from '../own-version.ts';
import { logAddressOf } from '../logs/log-address.ts';
import type { LogSink } from '../serve/log.ts';
import { openOtlpTarget } from './otlp-target.ts';
import { createTraces, type Traces } from './traces.ts';

/** The traces of this process's workers. */
export async function openTraces({
  client,
  url,
  onLog,
}: {
  readonly client: Client;
  /** The collector. Default: as OpenTelemetry's own variables say. */
  readonly url: string | undefined;
  readonly onLog: LogSink;
}): Promise<Traces> {
  const onProblem = (message: string) => onLog({ level: 'WARN', time: new Date(), message, fields: {} });
  const target = await openOtlpTarget({ url, version: ownVersion(), onProblem });
  return createTraces({ addressOf: (workflowId, runId) => logAddressOf(client, workflowId, runId), target });
}
