import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openCollector, type CollectedSpan } from './collector.ts';
import { newProject } from './project.ts';

const AGENTS = `
import { appendFileSync } from 'node:fs';

export class Traced {
  async run({ agent, attempt, input, item, traceparent, log }) {
    log.info('at work');
    appendFileSync('traceparents.txt', agent + ' ' + attempt + ' ' + traceparent + '\\n');
    if (attempt <= (input.fails ?? 0)) throw new RangeError('it does not work: ' + input.secretish);
    return 'the output ' + item;
  }
}
`;

/** Each span with the names from the root down to it, so that a wrong parent is seen. */
function paths(spans: readonly CollectedSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const pathOf = (span: CollectedSpan): string => {
    if (!span.parentSpanId) return span.name;
    const parent = byId.get(span.parentSpanId);
    return `${parent ? pathOf(parent) : 'nothing'} > ${span.name}`;
  };
  return spans.map(pathOf).sort();
}

const named = (spans: readonly CollectedSpan[], name: string) => spans.filter((span) => span.name === name);

test('a run is one trace: its phases, agents and attempts, those of sub-workflows too, with no input and no output', async () => {
  const collector = await openCollector();
  const project = await newProject({
    'workflow.yaml': `
name: traced
defaults: { retry: { max_retries: 1, retry_delay: 1ms } }
phases:
  - name: first
    agents:
      - { id: steady, module: agents.traced, class: Traced, with: { secretish: the-input } }
      - { id: shaky, module: agents.traced, class: Traced, isolation: thread, with: { fails: 1, secretish: the-input } }
      - { id: each, module: agents.traced, class: Traced, isolation: inline, for_each: "\${{ ['item-a', 'item-b'] }}" }
  - { name: publish, depends_on: [first], workflow: inner.yaml }
  - name: last
    depends_on: [publish]
    agents: [{ id: broken, module: agents.traced, class: Traced, with: { fails: 9 } }]
  - { name: never, depends_on: [last], agents: [{ id: idle, module: agents.traced, class: Traced }] }
finally: [{ id: cleanup, module: agents.traced, class: Traced }]
`,
    'inner.yaml': 'name: inner\nphases: [{ name: mail, agents: [{ id: send, module: agents.traced, class: Traced }] }]',
    'agents/traced.mjs': AGENTS,
  });
  const worker = await project.worker('--otlp', collector.url, '--log-format', 'json');
  const { code, result } = await project.run();
  expect(code).toBe(1);
  await collector.has('run traced');
  worker.child.kill('SIGTERM');
  const { stderr } = await worker.finished;

  const { spans } = collector;
  expect(paths(spans)).toEqual(
    [
      '',
      ' > phase first',
      ' > phase first > agent each',
      ' > phase first > agent each',
      ' > phase first > agent each > attempt 1',
      ' > phase first > agent each > attempt 1',
      ' > phase first > agent shaky',
      ' > phase first > agent shaky > attempt 1',
      ' > phase first > agent shaky > attempt 2',
      ' > phase first > agent steady',
      ' > phase first > agent steady > attempt 1',
      ' > phase publish',
      ' > phase publish > run inner',
      ' > phase publish > run inner > phase mail',
      ' > phase publish > run inner > phase mail > agent send',
      ' > phase publish > run inner > phase mail > agent send > attempt 1',
      ' > phase last',
      ' > phase last > agent broken',
      ' > phase last > agent broken > attempt 1',
      ' > phase last > agent broken > attempt 2',
      ' > phase finally',
      ' > phase finally > agent cleanup',
      ' > phase finally > agent cleanup > attempt 1',
    ]
      .map((path) => `run traced${path}`)
      .sort(),
  );
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  for (const { startTimeUnixNano, endTimeUnixNano } of spans)
    expect(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(0n);

  const [run] = named(spans, 'run traced');
  expect(run).toMatchObject({ status: { code: 2 }, resource: { 'service.name': 'orchestrator' } });
  expect(run!.attributes).toEqual({
    'orchestrator.workflow': 'traced',
    'orchestrator.workflow_id': result.workflow_id,
    'orchestrator.status': 'failed',
    'error.type': 'RangeError',
  });
  const failed = spans.find(
    ({ attributes: its, name }) => its['orchestrator.agent'] === 'shaky' && name === 'attempt 1',
  );
  expect(failed!.attributes).toEqual({
    'orchestrator.workflow': 'traced',
    'orchestrator.workflow_id': result.workflow_id,
    'orchestrator.phase': 'first',
    'orchestrator.agent': 'shaky',
    'orchestrator.class': 'Traced',
    'orchestrator.attempt': 1,
    'orchestrator.status': 'failed',
    'error.type': 'RangeError',
  });
  expect(failed!.status).toEqual({ code: 2 });
  expect(named(spans, 'agent shaky')[0]!.attributes).toMatchObject({
    'orchestrator.status': 'success',
    'orchestrator.attempts': 2,
  });
  expect(named(spans, 'agent each').map(({ attributes }) => attributes['orchestrator.item_index'])).toEqual([0, 1]);
  expect(named(spans, 'agent send')[0]!.attributes).toMatchObject({ 'orchestrator.phase': 'publish/mail' });
  expect(collector.written.join('')).not.toMatch(/the-input|the output|item-a|it does not work/);

  // What agents are told is their attempt's span, in a process, a thread and the worker itself.
  const told = (await readFile(join(project.folder, 'traceparents.txt'), 'utf8')).trim().split('\n');
  const attempts = spans.filter(({ name }) => name.startsWith('attempt'));
  const lineOf = ({ attributes: its, traceId, spanId }: CollectedSpan) =>
    `${String(its['orchestrator.agent'])} ${String(its['orchestrator.attempt'])} 00-${traceId}-${spanId}-01`;
  expect(told.sort()).toEqual(attempts.map(lineOf).sort());

  // Each line of the worker's log is a document, which is found from the trace and the other way round.
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'info',
      message: expect.stringMatching(/^Worker ready/),
      time: expect.any(String),
    }),
  );
  expect(lines).toContainEqual({
    time: expect.any(String),
    level: 'info',
    message: 'at work',
    workflow_id: result.workflow_id,
    run_id: result.run_id,
    phase: 'first',
    agent: 'shaky',
    attempt: 1,
    trace_id: failed!.traceId,
    span_id: failed!.spanId,
  });
});

test('what two workers do of a run is one trace', async () => {
  const collector = await openCollector();
  const project = await newProject({
    'workflow.yaml': `
phases:
  - name: both
    agents:
      - { id: here, module: agents.all, class: Sleeper, with: { ms: 500 } }
      - { id: there, module: agents.all, class: Sleeper, with: { ms: 500 } }
`,
  });
  // By OpenTelemetry's own variable.
  Object.assign(project.env, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const workers = await Promise.all([project.worker('--max-agents', '1'), project.worker('--max-agents', '1')]);
  expect((await project.run()).code).toBe(0);
  for (const { child } of workers) child.kill('SIGTERM');
  await Promise.all(workers.map(({ finished }) => finished));
  const attempts = named(collector.spans, 'attempt 1');
  expect(new Set(attempts.map(({ resource }) => resource['service.instance.id'])).size).toBe(2);
  expect(paths(collector.spans)).toEqual([
    'run workflow',
    'run workflow > phase both',
    'run workflow > phase both > agent here',
    'run workflow > phase both > agent here > attempt 1',
    'run workflow > phase both > agent there',
    'run workflow > phase both > agent there > attempt 1',
  ]);
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
});

test('run --dev --otlp has sent all spans when it ends', async () => {
  const collector = await openCollector();
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: only, agents: [{ id: echo, module: agents.all, class: Echo }] }]',
  });
  const args = ['run', '-f', 'workflow.yaml', '--dev', '--task-queue', project.taskQueue];
  const { code, stderr } = await project.cli(...args, '--otlp', `${collector.url}/`);
  expect(code, stderr).toBe(0);
  expect(collector.spans.map(({ name }) => name).sort()).toEqual([
    'agent echo',
    'attempt 1',
    'phase only',
    'run workflow',
  ]);
});

test('a collector that is not there costs one warning, and no time', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: only, agents: [{ id: echo, module: agents.all, class: Echo }] }]',
  });
  const worker = await project.worker('--otlp', 'http://127.0.0.1:9');
  for (let n = 0; n < 2; n++) expect((await project.run()).code).toBe(0);
  await worker.says('traces cannot be sent');
  const stoppedAt = performance.now();
  worker.child.kill('SIGTERM');
  const { code, stderr } = await worker.finished;
  expect(performance.now() - stoppedAt).toBeLessThan(6_000);
  expect(code).toBe(0);
  expect(stderr.match(/WARN .*/g)).toEqual([expect.stringMatching(/traces cannot be sent.*ECONNREFUSED.*--otlp/)]);
});

/** Writes down, at the end of the process, what of OpenTelemetry it has loaded. */
const SPY = `
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const { cache } = createRequire(import.meta.url);
process.on('exit', () => writeFileSync('loaded.json', JSON.stringify(Object.keys(cache).filter((file) => file.includes('node_modules')))));
`;

test.each([
  { args: [], loads: false },
  { args: ['--otlp', 'http://127.0.0.1:9'], loads: true },
])('a worker with $args loads OpenTelemetry: $loads', async ({ args, loads }) => {
  const project = await newProject({
    'workflow.yaml':
      'phases: [{ name: only, agents: [{ id: echo, module: agents.all, class: Echo, isolation: inline }] }]',
    'spy.mjs': SPY,
  });
  Object.assign(project.env, { NODE_OPTIONS: `--import=${pathToFileURL(join(project.folder, 'spy.mjs')).href}` });
  const worker = await project.worker(...args);
  delete project.env['NODE_OPTIONS'];
  expect((await project.run()).code).toBe(0);
  worker.child.kill('SIGTERM');
  await worker.finished;
  const loaded = JSON.parse(await readFile(join(project.folder, 'loaded.json'), 'utf8')) as string[];
  expect(loaded.some((file) => file.includes('@temporalio/worker'))).toBe(true);
  expect(loaded.some((file) => file.includes('@opentelemetry'))).toBe(loads);
});

// Its packages are installed once, which takes as long as the network does.
test('attempts in Python have spans, also quiet ones, and are told of them', { timeout: 600_000 }, async () => {
  const collector = await openCollector();
  const project = await newProject({
    'workflow.yaml': `
name: traced
defaults: { runtime: python, retry: { max_retries: 1, retry_delay: 1ms } }
phases: [{ name: only, agents: [{ id: quiet, module: agents.traced, class: Quiet }, { id: shaky, module: agents.traced, class: Shaky }] }]
`,
    'agents/traced.py': `
class Quiet:
    def run(self, context):
        return context.traceparent

class Shaky:
    def run(self, context):
        print("at work")
        if context.attempt == 1:
            raise KeyError("not yet")
        return context.traceparent
`,
  });
  const worker = await project.worker('--python', '--otlp', collector.url, '--log-format', 'json');
  await worker.says('Python worker ready');
  const { code, result } = await project.run();
  expect(code).toBe(0);
  await collector.has('run traced');
  worker.child.kill('SIGTERM');
  const { stderr } = await worker.finished;
  const { spans } = collector;
  expect(paths(spans)).toEqual([
    'run traced',
    'run traced > phase only',
    'run traced > phase only > agent quiet',
    'run traced > phase only > agent quiet > attempt 1',
    'run traced > phase only > agent shaky',
    'run traced > phase only > agent shaky > attempt 1',
    'run traced > phase only > agent shaky > attempt 2',
  ]);
  const contexts = [...named(spans, 'attempt 1'), ...named(spans, 'attempt 2')]
    .filter(({ status }) => status.code !== 2)
    .map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`);
  expect(new Set(result.results[0]!.agents.map(({ output }) => output))).toEqual(new Set(contexts));
  const [failed] = spans.filter(({ status }) => status.code === 2);
  expect(failed!.attributes).toMatchObject({
    'orchestrator.agent': 'shaky',
    'orchestrator.class': 'Shaky',
    'orchestrator.status': 'failed',
    'error.type': 'KeyError',
  });
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({ message: 'at work', agent: 'shaky', attempt: 1, span_id: failed!.spanId }),
  );
});
