import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListedRun } from '../../src/runs/list-runs.ts';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { openCollector } from './collector.ts';
import { startOwnServer, type OwnServer } from './own-server.ts';
import { newProject, type Project } from './project.ts';

/** A server that suggests to continue as new after a handful of events, so that runs do so at every boundary that there is. */
const SUGGEST_AFTER_EVENTS = 5;
let server: OwnServer;
let address: string;

beforeAll(async () => {
  server = await startOwnServer(`limit.historyCount.suggestContinueAsNew=${SUGGEST_AFTER_EVENTS}`);
  ({ address } = server);
});

afterAll(async () => server.close());

const FLOW = `
defaults: { isolation: inline, retry: { max_retries: 1, retry_delay: 1ms } }
max_workers: 3
inputs: { roads: { type: array, default: [a, b, c, "", d, e, f] } }
phases:
  - name: scan
    parallel: true
    agents:
      - { id: road, module: agents.all, class: Echo, for_each: "\${{ inputs.roads }}", max_workers: 2, if: 'item != ""', with: { road: "\${{ item }}" } }
      - { id: tolerated, module: agents.all, class: Failing, continue_on_error: true }
      - { id: retried, module: agents.all, class: Failing, with: { times: 1 } }
  - name: chain
    depends_on: [scan]
    agents:
      - { id: one, module: agents.all, class: Echo, with: { n: "\${{ size(phases.scan.outputs.road) }}" } }
      - { id: two, module: agents.all, class: Echo, with: { n: "\${{ phases.chain.outputs.one.input.n + 1 }}" } }
      - { id: three, module: agents.all, class: Echo, for_each: "\${{ phases.scan.outputs.road }}", if: "item != null", max_workers: 1, with: { was: "\${{ item.input.road }}" } }
  - { name: not_now, depends_on: [scan], if: "size(phases.scan.outputs.road) == 0", agents: [{ module: agents.all, class: Echo }] }
  - { name: fails, depends_on: [not_now], parallel: true, fail_fast: true, max_workers: 1, agents: [{ module: agents.all, class: Failing }, { module: agents.all, class: Echo }] }
  - { name: blocked, depends_on: [fails], agents: [{ module: agents.all, class: Echo }] }
  - { name: last, depends_on: [chain, { phase: fails, when: failed }], agents: [{ id: last, module: agents.all, class: Echo, with: { all: "\${{ phases.chain.outputs }}" } }] }
on_failure: [{ module: agents.all, class: Echo, with: { why: "\${{ run.error.phase }}" } }]
finally: [{ module: agents.all, class: Echo }, { module: agents.all, class: Echo }]
outputs: { n: "\${{ phases.chain.outputs.two.input.n }}" }
`;

/** What does not depend on time or place. */
function lasting({ workflow_id: id, run_id: _run, total_duration: _total, ...result }: RunResult): unknown {
  const text = JSON.stringify(result, (key, value: unknown) =>
    ['duration', 'started_at', 'finished_at'].includes(key) && value !== null ? key : value,
  );
  return JSON.parse(text.replaceAll(id, 'ID'));
}

async function runOf(project: Project, ...args: string[]): Promise<{ result: RunResult; executions: number }> {
  const { result } = await project.run(...args);
  const client = await project.client();
  let executions = 0;
  for await (const _ of client.workflow.list({ query: `WorkflowId = "${result.workflow_id}"` })) executions++;
  return { result, executions };
}

test('a run that continues as new at every boundary comes to the same result, and starts no agent twice', async () => {
  const short = await newProject({ 'workflow.yaml': FLOW }, { TEMPORAL_ADDRESS: address });
  await short.worker();
  const continued = await runOf(short);
  expect(continued.executions).toBeGreaterThan(8);

  const long = await newProject({ 'workflow.yaml': FLOW });
  await long.worker();
  const whole = await runOf(long);
  expect(whole.executions).toBe(1);
  expect(lasting(continued.result)).toEqual(lasting(whole.result));

  // It is one run to whoever looks at it, and began when it was started.
  const list = async (...args: string[]) => {
    const { stdout } = await short.cli('list', '--json', '--task-queue', short.taskQueue, ...args);
    return (JSON.parse(stdout) as { runs: ListedRun[] }).runs;
  };
  const [listed, ...others] = await list();
  expect(others).toEqual([]);
  expect(listed).toMatchObject({ workflow_id: continued.result.workflow_id, status: 'failed' });
  const began = Date.parse(listed!.started_at);
  expect(began).toBeLessThanOrEqual(Date.parse(continued.result.results[0]!.started_at!));
  expect(await list('--since', new Date(began + 1).toISOString())).toEqual([]);
  expect((await short.notes()).toSorted()).toEqual((await long.notes()).toSorted());
});

test('an approval, a pause and a timeout outlast it', async () => {
  const project = await newProject(
    {
      'workflow.yaml': `
defaults: { isolation: inline }
phases:
  - { name: before, parallel: true, max_workers: 1, agents: [{ module: agents.all, class: Echo, for_each: [1, 2, 3, 4, 5] }] }
  - { name: ask, approval: { prompt: Go on? }, agents: [{ module: agents.all, class: Echo }] }
  - { name: in_time, approval: { prompt: Now?, timeout: 6s, on_timeout: approve }, agents: [{ module: agents.all, class: Echo }] }
  - { name: after, depends_on: [ask, in_time], agents: [{ module: agents.all, class: Echo, for_each: [1, 2, 3] }] }
`,
    },
    { TEMPORAL_ADDRESS: address },
  );
  await project.worker();
  const id = `approved-${project.taskQueue}`;
  const running = project.run('--id', id);
  while ((await project.notes()).length < 5) await new Promise((resolve) => setTimeout(resolve, 50));
  const handle = (await project.client()).workflow.getHandle(id);
  expect(await handle.executeUpdate('pause')).toEqual({ paused: true });
  const decision = { phase: 'ask', by: 'Ada', comment: 'looks right' };
  expect(await handle.executeUpdate('approve', { args: [decision] })).toMatchObject({ approved: true });
  expect(await project.notes()).toHaveLength(5);
  expect(await handle.executeUpdate('resume')).toEqual({ paused: false });
  const { code, result } = await running;
  expect(code).toBe(0);
  expect(result.results.map(({ phase, status, reason }) => [phase, status, reason])).toEqual([
    ['before', 'success', null],
    ['ask', 'success', 'approved by Ada: looks right'],
    ['in_time', 'success', 'there was no decision within 6s, which is to approve'],
    ['after', 'success', null],
  ]);
  // The same decision again, by someone who came late, is no error; the opposite is refused.
  expect(result.total_duration).toBeGreaterThanOrEqual(6);
});

test('its spans are one trace, from its first execution to its last', async () => {
  const collector = await openCollector();
  const files = {
    'workflow.yaml': `
defaults: { isolation: inline }
phases:
  - { name: before, max_workers: 1, agents: [{ id: each, module: agents.all, class: Echo, for_each: [1, 2, 3, 4, 5] }] }
  - { name: after, depends_on: [before], workflow: inner.yaml }
`,
    'inner.yaml': 'name: inner\nphases: [{ name: only, agents: [{ id: echo, module: agents.all, class: Echo }] }]',
  };
  const project = await newProject(files, { TEMPORAL_ADDRESS: address });
  await project.worker('--otlp', collector.url);
  const { executions } = await runOf(project);
  expect(executions).toBeGreaterThan(2);
  await collector.has('run workflow');
  const { spans } = collector;
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(spans.filter(({ parentSpanId }) => !parentSpanId).map(({ name }) => name)).toEqual(['run workflow']);
  const known = new Set(spans.map(({ spanId }) => spanId));
  expect(spans.filter(({ parentSpanId }) => parentSpanId && !known.has(parentSpanId))).toEqual([]);
  expect(spans.map(({ name }) => name).filter((name) => name.startsWith('attempt'))).toHaveLength(6);
});
