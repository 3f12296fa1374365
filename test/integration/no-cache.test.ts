import { expect, test } from 'vitest';
import { newProject } from './project.ts';

test('a worker that keeps no run in memory replays each from its history at every step, to the same result', async () => {
  const project = await newProject({
    'workflow.yaml': `
defaults: { isolation: inline, retry: { max_retries: 1, retry_delay: 1ms } }
phases:
  - name: scan
    parallel: true
    agents:
      - { id: road, module: agents.all, class: Echo, for_each: [a, "", c], max_workers: 1, if: 'item != ""', with: { road: "\${{ item }}" } }
      - { id: shaky, module: agents.all, class: Failing, with: { times: 1 } }
  - { name: ask, depends_on: [scan], approval: { timeout: 1s, on_timeout: approve }, agents: [{ module: agents.all, class: Echo }] }
  - { name: child, depends_on: [scan], workflow: ./child.yaml, with: { n: "\${{ size(phases.scan.outputs.road) }}" } }
  - { name: fails, depends_on: [child], agents: [{ module: agents.all, class: Failing }] }
finally: [{ module: agents.all, class: Echo }]
outputs: { n: "\${{ phases.child.outputs.n }}" }
`,
    'child.yaml': `
inputs: { n: { type: integer } }
phases: [{ name: inner, agents: [{ id: e, module: agents.all, class: Echo, with: { n: "\${{ inputs.n + 1 }}" } }] }]
outputs: { n: "\${{ phases.inner.outputs.e.input.n }}" }`,
  });
  await project.worker('--max-cached-runs', '0');
  const { code, result } = await project.run();
  expect(code).toBe(1);
  expect(result.results.map(({ phase, status }) => [phase, status])).toEqual([
    ['scan', 'success'],
    ['ask', 'success'],
    ['child', 'success'],
    ['fails', 'failed'],
  ]);
  expect(result.outputs).toEqual({ n: 4 });
  expect(result.finally!.status).toBe('success');
  expect((await project.notes()).filter((note) => note.startsWith('ran')).toSorted()).toEqual([
    'ran e',
    'ran echo',
    'ran echo',
    'ran road',
    'ran road',
  ]);
});
