import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLanguageServer } from './language-server.ts';

/** What an editor's user sees, from a real language server. `¦` is the cursor. */
let editor: Awaited<ReturnType<typeof startLanguageServer>>;
beforeAll(async () => {
  editor = await startLanguageServer();
});
afterAll(() => editor.stop());

const AGENT = '{ module: m, class: A }';
const right = join(import.meta.dirname, '..', 'definition', 'right');

describe('while writing', () => {
  test('the keys of a phase are offered, with what they mean', async () => {
    const offered = await editor.complete('phases:\n  - name: a\n    ¦\n');
    expect(offered.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['depends_on', 'parallel', 'if', 'approval', 'agents', 'workflow', 'fail_fast']),
    );
    expect(offered.find(({ label }) => label === 'depends_on')).toMatchObject({
      documentation: 'The phase starts as soon as these are over.',
      textEdit: { newText: 'depends_on:\n  - ' },
    });
  });

  test.each([
    ['phases:\n  - ¦\n', 'new phase', /^name: .*\n\s+agents:\n\s+- module: .*\n\s+class: /],
    [`phases:\n  - name: a\n    agents:\n      - ¦\n`, 'new agent', /^module: .*\n\s+class: /],
  ])('a whole new one is offered: %j', async (text, label, expected) => {
    const offered = (await editor.complete(text)).find((each) => each.label === label);
    expect(offered?.insertText ?? offered?.textEdit?.newText).toMatch(expected);
  });

  test.each([
    [`defaults:\n  isolation: ¦\nphases: []\n`, ['process', 'thread', 'inline']],
    [`phases:\n  - name: a\n    parallel: ¦\n`, ['true', 'false']],
    [`phases:\n  - name: a\n    depends_on:\n      - phase: b\n        when: ¦\n`, ['success', 'failed', 'completed']],
  ])('the words allowed are offered: %j', async (text, words) => {
    const offered = (await editor.complete(text)).map(({ label }) => label);
    expect(offered).toEqual(expect.arrayContaining(words));
  });
});

test('a key is explained, with its default and an example', async () => {
  const shown = await editor.hover(
    `defaults:\n  retry: { max_re¦tries: 1 }\nphases: [{ name: a, agents: [${AGENT}] }]\n`,
  );
  expect(shown).toContain('Attempts after the first one: 3 means up to four attempts.');
  expect(shown).toContain('Default: `3`');
  expect(shown).toContain('Example:');
  const enumeration = await editor.hover(
    `defaults:\n  isol¦ation: inline\nphases: [{ name: a, agents: [${AGENT}] }]\n`,
  );
  expect(enumeration).toContain('What an agent runs in');
  expect(enumeration).toContain('`thread`');
});

describe('what is wrong is marked', () => {
  test.each([
    [
      'an unknown key',
      `phases:\n  - name: a\n    agents: [${AGENT}]\n    depend_on: []\n`,
      4,
      'Property depend_on is not allowed.',
    ],
    [
      'a wrong word',
      `defaults: { isolation: proces }\nphases: [{ name: a, agents: [${AGENT}] }]\n`,
      1,
      'Valid values: "process", "thread", "inline".',
    ],
    ['a duration', `timeout: 5 parsecs\nphases: [{ name: a, agents: [${AGENT}] }]\n`, 1, 'A duration: 500ms, 30s'],
    [
      'agents and a workflow',
      `phases:\n  - name: a\n    workflow: ./b.yaml\n    agents: [${AGENT}]\n`,
      4,
      'Either agents or workflow, not both.',
    ],
    ['neither', `phases:\n  - name: a\n`, 2, 'Missing property "agents".'],
  ])('%s', async (_title, text, line, message) => {
    const found = await editor.diagnose(text);
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toContain(message);
    expect(found[0]!.range.start.line).toBe(line);
  });
});

describe('nothing is marked in a right file', () => {
  test.each(readdirSync(right).filter((name) => name.endsWith('.yaml')))('%s', async (name) => {
    expect(await editor.diagnose(readFileSync(join(right, name), 'utf8'))).toEqual([]);
  });

  test('nor in one that says everything the language can say', async () => {
    expect(await editor.diagnose(EVERYTHING)).toEqual([]);
  });
});

const EVERYTHING = `
name: traffic_pipeline
description: Traffic, from cameras to alerts
version: "1"
inputs:
  env:   { type: string, enum: [dev, prod], default: dev, description: Target }
  roads: { type: array, items: { type: string }, default: [] }
config:
  image_refresh: { url: "\${CAMERA_URL:-http://127.0.0.1:8080}", token: "\${secret:CAMERA_TOKEN}" }
config_file: agents.yaml
secrets: [CAMERA_TOKEN]
defaults:
  timeout: 10m
  heartbeat_timeout: 30s
  retry: { max_retries: 3, retry_delay: 5s, backoff: 2, max_delay: 1m, non_retryable: [ValidationError] }
  isolation: process
max_workers: 8
timeout: 2h
concurrency: { key: "\${{ inputs.env }}", limit: 1, on_conflict: queue }
phases:
  - name: data_collection
    parallel: true
    max_workers: 4
    fail_fast: false
    agents:
      - id: refresh
        module: src.agents.data_collection.image_refresh_agent
        class: ImageRefreshAgent
        config_key: image_refresh
        for_each: \${{ inputs.roads }}
        max_workers: 4
        with: { road: "\${{ item }}", index: "\${{ item_index }}" }
        if: item != ""
        timeout: 2m
        retry: { max_retries: 1 }
        continue_on_error: true
        cache: { key: "\${{ item }}", ttl: 1h }
        task_queue: gpu
        runtime: node
  - name: analytics
    depends_on: [data_collection]
    if: size(phases.data_collection.outputs.refresh) > 0
    agents: [{ module: src.agents.analytics.count_agent, class: Count }]
  - name: publish
    depends_on:
      - { phase: analytics, when: success }
    approval: { prompt: "Publish \${{ phases.analytics.outputs.count }} alerts?", timeout: 4h, on_timeout: reject }
    workflow: ./publish.yaml
    with: { count: "\${{ phases.analytics.outputs.count }}" }
on_failure: [ { module: src.agents.notify, class: NotifyAgent, with: { text: "\${{ run.error.message }}" } } ]
finally:    [ { module: src.agents.cleanup, class: CleanupAgent } ]
outputs: { alerts: "\${{ phases.analytics.outputs.count }}" }
`;
