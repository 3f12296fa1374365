import { expect, test } from 'vitest';
import { Orchestrator } from '../src/orchestrator.ts';
import { overridesIn, type OrchestratorOptions } from '../src/orchestrator-options.ts';

test.each([
  [{ retryConfig: { maxRetries: 3, retryDelay: 5 } }, { maxRetries: 3, retryDelay: 5_000 }],
  [
    { retry_config: { max_retries: 0, retry_delay: '500ms' }, max_workers: 2 },
    { maxRetries: 0, retryDelay: 500, maxWorkers: 2 },
  ],
  [
    { retryConfig: { retryDelay: 0 }, retry_config: { max_retries: 1 } },
    { maxRetries: 1, retryDelay: 0 },
  ],
  [{ retryConfig: {} }, {}],
])('%j sets %j for every run', (options, overrides) => {
  expect(overridesIn(options)).toEqual(overrides);
});

test.each([
  [{ retryConfig: { maxRetries: -1 } }, 'maxRetries must be a whole number from 0 to 1000, not -1'],
  [{ retryConfig: { maxRetries: 1.5 } }, 'maxRetries must be a whole number from 0 to 1000, not 1.5'],
  [{ retry_config: { max_retries: 1_001 } }, 'maxRetries must be a whole number from 0 to 1000, not 1001'],
  [{ retryConfig: { retryDelay: '5x' } }, 'retryDelay must be a number of seconds or a duration such as "500ms"'],
  [{ retryConfig: { retryDelay: -1 } }, 'retryDelay must be a number of seconds'],
  [{ retryConfig: { retryDelay: '366d' } }, 'up to 365d, not "366d"'],
  [{ maxWorkers: 0 }, 'maxWorkers must be a whole number from 1 to 100000, not 0'],
])('%j is refused when the orchestrator is made', (options, message) => {
  expect(() => new Orchestrator(options as OrchestratorOptions)).toThrow(new RegExp(`^.*${message}`));
});
