import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load.ts';
import { snakeCase } from '../../src/definition/agent-ids.ts';
import type { RunOverrides } from '../../src/definition/resolve.ts';

function load(
  text: string,
  overrides: RunOverrides = {},
  files: Record<string, string> = {},
  environment: Record<string, string> = { PORT: '8080', FLAG: 'true' },
) {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-definition-'));
  for (const [name, content] of Object.entries({ 'flow.1.yaml': text, ...files }))
    writeFileSync(join(folder, name), content);
  return loadDefinition(join(folder, 'flow.1.yaml'), { environment, overrides });
}

const definition = (...args: Parameters<typeof load>) => {
  const { definition: resolved, problems } = load(...args);
  expect(problems).toEqual([]);
  return resolved!;
};
const firstAgent = (...args: Parameters<typeof load>) => definition(...args).phases[0]!.agents[0]!;

describe('every default is filled in', () => {
  test('of a file that says next to nothing', () => {
    expect(definition('phases: [{ name: a, agents: [{ module: m, class: HTTPFetchAgent }] }]')).toEqual({
      name: 'flow_1',
      inputs: {},
      maxWorkers: 100,
      config: {},
      phases: [
        {
          name: 'a',
          parallel: false,
          failFast: false,
          continueOnError: false,
          dependsOn: [],
          agents: [
            {
              id: 'http_fetch_agent',
              module: 'm',
              class: 'HTTPFetchAgent',
              timeout: 365 * 86_400_000,
              heartbeatTimeout: 30_000,
              retry: { maxRetries: 3, retryDelay: 5_000, backoff: 1, nonRetryable: [] },
              isolation: 'process',
              runtime: 'node',
              continueOnError: false,
            },
          ],
        },
      ],
      onFailure: [],
      finally: [],
      outputs: {},
    });
  });

  test("an agent's own settings win over defaults, key by key", () => {
    const agent = firstAgent(`
defaults: { timeout: 1m, heartbeat_timeout: 10s, isolation: inline, retry: { max_retries: 7, retry_delay: 1s, backoff: 2, max_delay: 9s, non_retryable: [A] } }
phases: [{ name: a, agents: [{ module: m, class: A, timeout: 2m, retry: { max_retries: 1, backoff: 3 } }] }]`);
    expect(agent).toMatchObject({
      timeout: 120_000,
      heartbeatTimeout: 10_000,
      isolation: 'inline',
      retry: { maxRetries: 1, retryDelay: 1_000, backoff: 3, maxDelay: 9_000, nonRetryable: ['A'] },
    });
  });

  test('what a caller sets beats the defaults of the file, and not what an agent says for itself', () => {
    const text =
      'max_workers: 3\ndefaults: { retry: { max_retries: 5 } }\nphases: [{ name: a, agents: [{ module: m, class: A }, { module: m, class: B, retry: { max_retries: 9 } }] }]';
    const { maxWorkers, phases } = definition(text, { maxRetries: 0, retryDelay: 20, maxWorkers: 2 });
    expect(maxWorkers).toBe(2);
    expect(phases[0]!.agents.map(({ retry }) => [retry.maxRetries, retry.retryDelay])).toEqual([
      [0, 20],
      [9, 20],
    ]);
  });
});

test('a class used twice in a phase gets a number; the id of another agent is left to it', () => {
  const { phases } = definition(
    'phases: [{ name: a, agents: [{ module: m, class: A }, { module: m, class: A }, { id: a_3, module: m, class: A }, { module: m, class: A }] }]',
  );
  expect(phases[0]!.agents.map(({ id }) => id)).toEqual(['a', 'a_2', 'a_3', 'a_4']);
});

describe('configuration', () => {
  const text = (config: string) =>
    `${config}\nphases: [{ name: a, agents: [{ module: m, class: A, config_key: scan }] }]`;

  test('is read from agents.yaml beside the file, and only what is used travels with a run', () => {
    expect(definition(text(''), {}, { 'agents.yaml': 'scan: { port: "${PORT}" }\nother: { a: 1 }' }).config).toEqual({
      scan: { port: '8080' },
    });
  });

  test('of the file itself wins over the same section elsewhere', () => {
    expect(definition(text('config: { scan: { a: 1 } }'), {}, { 'agents.yaml': 'scan: { b: 2 }' }).config).toEqual({
      scan: { a: 1 },
    });
  });

  test('may stand in another file', () => {
    expect(
      definition(text('config_file: other.yml'), {}, { 'other.yml': 'scan: { c: 3 }', 'agents.yaml': 'scan: { b: 2 }' })
        .config,
    ).toEqual({ scan: { c: 3 } });
  });

  test('may stand in a file that is named from the root', () => {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrator-definition-'));
    writeFileSync(join(folder, 'far.yaml'), 'scan: { c: 4 }');
    expect(definition(text(`config_file: ${join(folder, 'far.yaml')}`)).config).toEqual({ scan: { c: 4 } });
  });

  test('that is wrong is reported with its own file and place', () => {
    const { problems } = load(text(''), {}, { 'agents.yaml': 'scan:\n  - a\n' });
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'wrong-type',
        file: expect.stringMatching(/agents\.yaml$/),
        line: 2,
        column: 3,
        path: 'scan',
      }),
    ]);
  });
});

test('a variable that stands alone, unquoted, is read again as YAML; inside quotes it stays text', () => {
  const agent = firstAgent(`
phases:
  - name: a
    agents:
      - module: m
        class: A
        with:
          plain: \${PORT}
          quoted: "\${PORT}"
          flag: \${FLAG}
          part: x\${PORT}`);
  expect(agent.with).toEqual({ plain: 8080, quoted: '8080', flag: true, part: 'x8080' });
});

describe('what a variable holds that is nothing else, unquoted,', () => {
  const held = (value: string) =>
    definition(
      `
phases:
  - name: a
    agents:
      - { module: m, class: A, config_key: s }
config:
  s:
    value: \${VALUE}`,
      {},
      {},
      { VALUE: value },
    ).config['s']!['value'];

  test.each([
    ['[A8, A9]', ['A8', 'A9']],
    ['{ a: [1, true, ~], b: "x" }', { a: [1, true, null], b: 'x' }],
    ['[INFO] ready', '[INFO] ready'],
    ['{ a: 1, a: 2 }', '{ a: 1, a: 2 }'],
    ['[&x a, *x]', '[&x a, *x]'],
    ['- a', '- a'],
    ['${{ run.id }}', '$${{ run.id }}'],
    ['["${{ run.id }}", "${secret:X}"]', ['$${{ run.id }}', '$${secret:X}']],
  ])('%s, is %j', (value, expected) => {
    expect(held(value)).toEqual(expected);
  });

  test('deep as a well, stays text', () => {
    const deep = '['.repeat(5_000) + ']'.repeat(5_000);
    expect(held(deep)).toBe(deep);
  });
});

test('a list by a variable stands where a list may', () => {
  const { phases } = definition(`
phases:
  - { name: a, agents: [{ module: m, class: A }] }
  - name: b
    depends_on: \${UNSET:-[a]}
    agents:
      - module: m
        class: A
        for_each: \${UNSET:-[A8, A9]}`);
  expect(phases[1]).toMatchObject({ dependsOn: [{ phase: 'a' }], agents: [{ forEach: ['A8', 'A9'] }] });
});

test('a key can have an anchor, and an alias can be a key', () => {
  const { phases } = definition(`
phases:
  - { &n name: a, agents: [{ module: m, class: A }] }
  - { *n : b, agents: [{ module: m, class: A }] }`);
  expect(phases.map(({ name }) => name)).toEqual(['a', 'b']);
});

test.each([
  ['ImageRefreshAgent', 'image_refresh_agent'],
  ['HTTPFetchAgent', 'http_fetch_agent'],
  ['A', 'a'],
  ['V2Agent', 'v2_agent'],
])('%s is called %s', (className, id) => expect(snakeCase(className)).toBe(id));

test('a file that is not there, is a folder, or is not text is a problem, not an exception', () => {
  const read = (file: string) => loadDefinition(file, { environment: {} }).problems[0];
  expect(read('/nowhere/workflow.yaml')).toMatchObject({
    code: 'file-not-found',
    line: 1,
    column: 1,
    message: 'there is no such file',
  });
  expect(read(tmpdir())).toMatchObject({ code: 'file-not-found', message: 'this is a folder, not a file' });
  const file = join(mkdtempSync(join(tmpdir(), 'orchestrator-definition-')), 'binary.yaml');
  writeFileSync(file, Buffer.from([0xc3, 0x28]));
  expect(read(file)).toMatchObject({ code: 'yaml-syntax', message: 'the file is not UTF-8 text' });
});
