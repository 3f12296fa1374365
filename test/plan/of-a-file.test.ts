import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Orchestrator } from '../../src/orchestrator.ts';

function orchestratorOf(yaml: string, more: ConstructorParameters<typeof Orchestrator>[0] = {}): Orchestrator {
  const root = mkdtempSync(join(tmpdir(), 'orchestrator-plan-'));
  writeFileSync(join(root, 'w.yaml'), yaml);
  writeFileSync(join(root, 'm.mjs'), 'export class A { run() {} }');
  return new Orchestrator({ configPath: join(root, 'w.yaml'), root, payloadStore: 'none', ...more });
}

const YAML = `name: traffic
inputs: { roads: { type: array } }
phases: [{ name: a, agents: [{ id: x, module: m, class: A, for_each: "\${{ inputs.roads }}" }] }]`;

test('a program is told what would run, with its inputs and its own settings', async () => {
  const plan = await orchestratorOf(YAML, { retryConfig: { maxRetries: 7, retryDelay: 2 } }).plan({
    inputs: { roads: ['A8', 'A9'] },
  });
  expect(plan).toMatchObject({ name: 'traffic', agents: 2, problems: [] });
  expect(plan.phases[0]!.agents[0]).toMatchObject({ items: 2, retry: { max_retries: 7, retry_delay: 2 } });
});

test('inputs that are not given are left open', async () => {
  expect((await orchestratorOf(YAML).plan()).phases[0]!.agents[0]!.items).toBeNull();
});

test('what is wrong is in the plan, not thrown', async () => {
  const { problems } = await orchestratorOf(YAML).plan({ inputs: { roads: 'A8', rods: [] } });
  expect(problems.map(({ code }) => code)).toEqual(['bad-input', 'bad-input']);
  const broken = await orchestratorOf('phases: []').plan();
  expect(broken).toMatchObject({ phases: [], agents: 0 });
  expect(broken.problems).not.toEqual([]);
  const told = YAML.replace('class: A', 'class: A, config_key: s');
  const large = await orchestratorOf(`${told}\nconfig: { s: { text: ${'x'.repeat(2_200_000)} } }`).plan();
  expect(large.problems.map(({ code }) => code)).toContain('too-large');
});
