import { DefaultLogger, Runtime } from '@temporalio/worker';
import { toLogLine, type LogSink } from './log.ts';

let sink: LogSink = () => {};
let installed = false;

/**
 * The SDK's runtime exists once in a process and cannot be changed later; only where its log goes can. Signals are ours: the
 * SDK would stop its workers at the first one and let the second one end the process in the middle of it.
 */
export function installRuntime(options: { onLog: LogSink; coreMetricsPort?: number }): void {
  sink = options.onLog;
  if (installed) return;
  installed = true;
  const { coreMetricsPort: port } = options;
  Runtime.install({
    logger: new DefaultLogger('INFO', (entry) => {
      const line = toLogLine(entry);
      // Of itself the SDK has only warnings to tell; agents may say what they like.
      if (line.agent !== undefined || line.level === 'WARN' || line.level === 'ERROR') sink(line);
    }),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(port === undefined
        ? {}
        : {
            metrics: {
              prometheus: {
                bindAddress: `127.0.0.1:${port}`,
                countersTotalSuffix: true,
                unitSuffix: true,
                useSecondsForDurations: true,
              },
            },
          }),
    },
  });
}
