import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createOutputCache } from '../../src/activities/cache/output-cache.ts';
import { AgentFailure } from '../../src/activities/executor/agent-failure.ts';
import { createRunAgent } from '../../src/activities/run-agent.ts';
import { openSecretStore } from '../../src/activities/secrets/secret-store.ts';
import { createAgentLogs } from '../../src/logs/agent-logs.ts';
import { Metrics } from '../../src/monitoring/metrics.ts';
import type { AgentTask } from '../../src/workflows/agent-task.ts';
import { inActivity } from './an-activity.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'attempt-metrics-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('attempts are counted by how they end, with how long they waited, and cached outputs apart from them', async () => {
  const metrics = new Metrics({ maxAgents: 1, taskQueue: 'queue', version: '0' });
  const outcomes = [() => '1', () => Promise.reject(new AgentFailure('AgentError', 'broken'))];
  const executor = { execute: async () => outcomes.shift()!(), close: async () => {} };
  const run = createRunAgent({
    executors: { process: executor, thread: executor, inline: executor },
    secrets: await openSecretStore({ environment: {} }),
    cache: createOutputCache(path.join(folder, 'cache'), (problem) => expect.unreachable(problem)),
    logs: createAgentLogs({
      folder: path.join(folder, 'logs'),
      addressOf: async (workflowId, runId) => ({ home: { workflowId, runId }, above: [], isOver: false }),
      onProblem: (problem) => expect.unreachable(problem),
    }),
    stopping: new AbortController().signal,
    atWork: new Set(),
    metrics,
  });
  const task: AgentTask = {
    module: 'agents.any',
    phase: 'phase',
    agent: 'agent',
    config: {},
    input: {},
    isolation: 'inline',
    maxAttempts: 1,
  };
  const cached = { ...task, cache: { key: 'the key' } };
  await inActivity(run, cached, { currentAttemptScheduledTimestampMs: Date.now() - 40_000 });
  await inActivity(run, cached);
  await inActivity(run, task, { currentAttemptScheduledTimestampMs: Date.now() + 5_000 });

  const text = await metrics.registry.metrics();
  const labels = 'workflow="workflow",class="AnAgent"';
  expect(text).toContain(`orchestrator_attempts_total{${labels},status="success"} 1\n`);
  expect(text).toContain(`orchestrator_attempts_total{${labels},status="failed"} 1\n`);
  expect(text).toContain(`orchestrator_outputs_cached_total{${labels}} 1\n`);
  expect(text).toContain('orchestrator_agents_at_work 0\n');
  expect(text).toContain(`orchestrator_attempt_queue_wait_seconds_bucket{le="30",${labels}} 1\n`);
  expect(text).toContain(`orchestrator_attempt_queue_wait_seconds_bucket{le="60",${labels}} 2\n`);
  // A server whose clock is ahead makes no negative time.
  expect(text).toMatch(/^orchestrator_attempt_queue_wait_seconds_sum\{.*\} 40/m);
});
