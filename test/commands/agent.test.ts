import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cli } from './cli.ts';

const AGENT = `
export class RoadAgent {
  static configSchema = { safeParse: (config) => config.wrong
    ? { success: false, error: { issues: [{ path: ['wrong'], message: 'it is wrong' }] } }
    : { success: true, data: config } };
  async run({ config, input, log, progress, checkpoint, metrics, signal }) {
    if (input.fail) throw new RangeError('no road');
    progress(0.5, 'half of the roads');
    log.info('counted', { road: 'A1' });
    checkpoint({ at: 1 });
    metrics.counter('cars', 3);
    if (input.wait) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return { config, input };
  }
}`;
const FILES = {
  'agents/road.mjs': AGENT,
  'w.yaml': `
secrets: [TOKEN]
config:
  roads: { url: "http://127.0.0.1", token: "\${secret:TOKEN}", literal: "$\${x}" }
  bad: { wrong: true }
phases:
  - name: a
    agents:
      - { module: agents.road, class: RoadAgent, config_key: roads }
      - { module: agents.road, class: RoadAgent, config_key: bad }
`,
};
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  cli(['agent', 'run', 'agents.road', 'RoadAgent', ...args], FILES, env);

test('the output is on stdout, what the agent says on stderr', async () => {
  const { code, stdout, stderr } = await run(['--with', '{"road": "A1"}']);
  expect({ code, output: JSON.parse(stdout) as unknown }).toEqual({
    code: 0,
    output: { config: {}, input: { road: 'A1' } },
  });
  expect(stderr).toContain('50% half of the roads\n');
  expect(stderr).toMatch(/\d\d:\d\d:\d\d INFO {2}counted \{"road":"A1"\}\n/);
  expect(stderr).toMatch(/DEBUG a checkpoint is kept \{"checkpoint":\{"at":1\}\}\n/);
  expect(stderr).toMatch(/DEBUG counter cars: 3\n/);
});

test('it is given the section of its config, with the secrets, which nobody sees', async () => {
  const { code, stdout, stderr } = await run(['--config-key', 'roads', '-f', 'w.yaml'], { TOKEN: 'correct-horse' });
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ config: { url: 'http://127.0.0.1', token: '***', literal: '${x}' } });
});

describe('ends with', () => {
  test('1 if the agent fails, and says how', async () => {
    const { code, stdout, stderr } = await run(['--with', '{"fail": true}', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { type: 'RangeError', message: 'no road', retryable: true } });
    expect(stderr).toMatch(/^RangeError: no road\n {4}at RoadAgent\.run .*road\.mjs/);
  });

  test.each([
    [['--with', 'no'], '--with', 'It is not JSON'],
    [['--with', '[]'], '--with', 'It must be a JSON object'],
    [['--config-key', 'road', '-f', 'w.yaml'], 'no agent of w.yaml has the config_key "road"', 'did you mean "roads"?'],
    [['--config-key', 'roads', '-f', 'w.yaml'], 'secret-not-found', 'TOKEN'],
    [['--config-key', 'bad', '-f', 'w.yaml'], 'bad-config', 'config.wrong: it is wrong'],
    [['--config-key', 'roads', '-f', 'nowhere.yaml'], 'error[file-not-found]', 'nowhere.yaml'],
    [['--root', 'agents'], 'agent-not-found', 'agents/road'],
  ])('2 for %j', async (args, ...messages) => {
    const { code, stdout, stderr } = await run(args);
    for (const message of messages) expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('2 where nothing is said, with how it is used', async () => {
    expect(await cli(['agent'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage: orchestrator agent') as unknown,
    });
    expect(await cli(['agent', 'run'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'MODULE'") as unknown,
    });
    expect(await cli(['agent', 'run', '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--config-key') as unknown,
    });
  });

  test('3 after Ctrl-C, which asks the agent to end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrator-agent-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'road.mjs'), AGENT);
    const client = join(import.meta.dirname, '..', '..', 'dist', 'client.js');
    const args = ['agent', 'run', 'road', 'RoadAgent', '--with', '{"wait": true}'];
    const child = spawn(process.execPath, [client, ...args], { cwd: folder });
    onTestFinished(() => void child.kill('SIGKILL'));
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    await expect.poll(() => stderr, { timeout: 10_000 }).toContain('half of the roads');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([3, null]);
    expect(stderr).toContain('AgentCancelled: it was asked to end by a signal');
  });
});

test('a built-in agent runs the same way', async () => {
  const input = JSON.stringify({ argv: ['wc', '-c'], stdin: 'hello' });
  const { code, stdout } = await cli(['agent', 'run', 'builtin.command', 'CommandAgent', '--with', input]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '5\n' });
});

test('Temporal is not loaded for it', async () => {
  const { code, stderr } = await run(['--root', '.'], { NODE_DEBUG: 'esm,module' });
  expect(code).toBe(0);
  expect(stderr).not.toContain('@temporalio');
});
