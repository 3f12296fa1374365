import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from './cli.ts';

const MODULE = 'export class A { run() {} } export class B { run() {} }';
const FILES = {
  'm.js': MODULE,
  'w.yaml': `name: traffic
inputs: { roads: { type: array, items: { type: string } } }
config: { camera: { url: x } }
defaults: { timeout: 10m, retry: { max_retries: 2, retry_delay: 1s, backoff: 2, max_delay: 1m } }
max_workers: 8
phases:
  - name: publish
    depends_on: [{ phase: collect, when: success }]
    approval: { prompt: Publish?, timeout: 4h }
    agents: [{ module: m, class: B, retry: { max_retries: 0 }, isolation: inline }]
  - name: collect
    parallel: true
    max_workers: 4
    agents:
      - { id: road, module: m, class: A, config_key: camera, for_each: "\${{ inputs.roads }}", cache: { key: "\${{ item }}", ttl: 1h } }
      - { module: m, class: B, if: "size(inputs.roads) > 1", task_queue: gpu, continue_on_error: true }
finally: [{ id: tidy, module: m, class: A, retry: { max_retries: 1, backoff: 1 } }]
`,
};

test('people see the phases in order, with what each agent ends up with, and the cost', async () => {
  const { code, stdout, stderr } = await cli(['plan', '-f', 'w.yaml', '--input', 'roads=[A8, A9, A99]'], FILES);
  expect(stderr).toBe('');
  expect(stdout).toBe(`collect  starts at once, side by side, at most 4 at a time
  road  A  for each of 3 items · timeout 10m · 2 retries after 1s, each pause 2 times the one before, 1m at most · process · cached by \${{ item }} for 1h · config camera
  b     B  if size(inputs.roads) > 1 · timeout 10m · 2 retries after 1s, each pause 2 times the one before, 1m at most · process · task queue gpu · a failure is tolerated

publish  after collect (success)
  waits for a person: Publish? (4h, then reject)
  b  B  timeout 10m · no retries · inline

finally  at the end, however the run ends, one after another
  tidy  A  timeout 10m · 1 retry after 1s · process

traffic: 6 agents, at most 4 at work at the same time, about 48 events and ${/([\d.]+ KiB)/.exec(stdout)?.[1]} of history
`);
  expect(code).toBe(0);
});

test('items that are known only during the run are said to be so', async () => {
  const { stdout } = await cli(['plan', '-f', 'w.yaml'], FILES);
  expect(stdout).toContain('for each item of ${{ inputs.roads }}, known during the run');
  expect(stdout).toContain('traffic: at least 3 agents, at most 4 at work');
});

test('--json is the same as a document, with times in seconds', async () => {
  const { code, stdout } = await cli(['plan', '-f', 'w.yaml', '--json', '--input', 'roads=[A8, A9, A99]'], FILES);
  expect(code).toBe(0);
  const plan = JSON.parse(stdout) as { phases: { agents: object[] }[] };
  expect(plan).toMatchObject({ agents: 6, events: 48, peak_pending: 4, children: 0, problems: [] });
  expect(Object.keys(plan)).toEqual(
    expect.arrayContaining(['phases', 'agents', 'events', 'history_bytes', 'peak_pending', 'children', 'problems']),
  );
  expect(plan.phases[0]).toMatchObject({ name: 'collect', depends_on: [], parallel: true, max_workers: 4 });
  expect(plan.phases[0]!.agents[0]).toEqual({
    id: 'road',
    module: 'm',
    class: 'A',
    config_key: 'camera',
    if: null,
    for_each: '${{ inputs.roads }}',
    items: 3,
    max_workers: null,
    continue_on_error: false,
    timeout: 600,
    heartbeat_timeout: 30,
    retry: { max_retries: 2, retry_delay: 1, backoff: 2, max_delay: 60, non_retryable: [] },
    isolation: 'process',
    runtime: 'node',
    task_queue: null,
    cache: { key: '${{ item }}', ttl: 3600 },
    secrets: [],
  });
  expect(plan.phases[1]).toMatchObject({
    name: 'publish',
    depends_on: [{ phase: 'collect', when: 'success' }],
    approval: { prompt: 'Publish?', timeout: 14_400, on_timeout: 'reject' },
    workflow: null,
  });
});

test('a wrong file, a wrong input and what cannot fit are problems, with exit code 2', async () => {
  const wrong = await cli(['plan', '-f', 'w.yaml', '--json'], {
    ...FILES,
    'w.yaml': FILES['w.yaml'].replace('phase: collect', 'phase: colect'),
  });
  expect(wrong.code).toBe(2);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ phases: [], agents: 0, problems: [{ code: 'unknown-phase' }] });

  const input = await cli(['plan', '-f', 'w.yaml', '--input', 'road=[A8]'], FILES);
  expect(input).toMatchObject({ code: 2, stdout: '' });
  expect(input.stderr).toContain('error[bad-input] there is no input "road"; did you mean "roads"?');

  const large = { ...FILES, 'w.yaml': FILES['w.yaml'].replace('url: x', `url: ${'x'.repeat(2_200_000)}`) };
  const refused = await cli(['plan', '-f', 'w.yaml', '--payload-store', 'none'], large);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('error[too-large] a run of this definition starts with 2.1 MiB of JSON');
  expect((await cli(['plan', '-f', 'w.yaml', '--payload-store', 'file:payloads'], large)).code).toBe(0);
});

test('a sub-workflow is shown inside of its phase', async () => {
  const { stdout } = await cli(['plan', '-f', 'w.yaml'], {
    'm.js': MODULE,
    'w.yaml': 'phases: [{ name: publish, workflow: ./post.yaml, max_workers: 2 }]',
    'post.yaml': 'phases: [{ name: page, parallel: true, agents: [{ module: m, class: A }, { module: m, class: B }] }]',
  });
  expect(stdout).toMatch(
    /^publish  starts at once, runs the sub-workflow post, at most 2 at a time\n  page  starts at once, side by side\n    a  A  no timeout · 3 retries after 5s · process\n    b  B  .*\n\n  post: 2 agents, .*\n\nw: 2 agents, at most 1 at work at the same time, 1 child workflow, about 31 events/,
  );
});

test('every key of the document is one of workflow.yaml, or is explained in docs/plan.md', async () => {
  const { stdout } = await cli(['plan', '-f', 'w.yaml', '--json'], FILES);
  const docs = ['plan.md', 'workflow-yaml.md'].map((name) =>
    readFileSync(join(import.meta.dirname, '..', '..', 'docs', name), 'utf8'),
  );
  const keys = new Set([...stdout.matchAll(/"(\w+)":/g)].map(([, key]) => key!));
  expect(keys.size).toBeGreaterThan(30);
  expect([...keys].filter((key) => !docs.some((page) => page.includes(`\`${key}\``)))).toEqual([]);
});

test('what is about a rerun is refused without the run, and inputs are those of that run', async () => {
  const { code, stderr } = await cli(['plan', '-f', 'w.yaml', '--only', 'collect'], FILES);
  expect(stderr).toContain('--only is about a run that is to run again: say which with --from-run RUN');
  expect(code).toBe(2);
  const both = await cli(['plan', '--from-run', '@last', '--input', 'roads=[]'], FILES);
  expect(both.stderr).toContain("option '--from-run <run>' cannot be used with option '--input <name=value>'");
  expect(both.code).toBe(2);
});
