import { expect, test } from 'vitest';
import { startDevArguments } from '../../src/dev-server/command-line.ts';

test('the server is always started on the loopback, on a file, and tuned', () => {
  const ports = { server: 7233, ui: 8233, http: 40001, metrics: 40002 };
  expect(startDevArguments('/my project/.orchestrator', ports)).toEqual([
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    '--port=7233',
    '--ui-port=8233',
    '--http-port=40001',
    '--metrics-port=40002',
    '--db-filename=/my project/.orchestrator/temporal.db',
    '--sqlite-pragma=journal_mode=wal',
    '--sqlite-pragma=synchronous=full',
    '--dynamic-config-value=history.transferProcessorMaxPollRPS=1000',
    '--dynamic-config-value=history.timerProcessorMaxPollRPS=1000',
    '--dynamic-config-value=system.enableActivityEagerExecution=true',
    '--dynamic-config-value=history.timerProcessorMaxTimeShift="20ms"',
    '--dynamic-config-value=frontend.enableCancelWorkerPollsOnShutdown=true',
  ]);
});

test('its Web UI is told where payloads are decrypted', () => {
  const ports = { server: 1, ui: 2, http: 3, metrics: 4 };
  expect(startDevArguments('/f', ports, 'http://127.0.0.1:8081')).toContain(
    '--ui-codec-endpoint=http://127.0.0.1:8081',
  );
});
