import { expect, test } from 'vitest';
import { cli, RIGHT } from './cli.ts';

test('orchestrator alone says what one would do next: make a project', async () => {
  const { code, stdout } = await cli([]);
  expect(stdout).toContain('There is no config/workflow.yaml here.\n\n  orchestrator init my-project');
  expect(code).toBe(0);
});

test('or start a server for the one that is there', async () => {
  const files = { 'config/workflow.yaml': RIGHT };
  const { code, stdout } = await cli([], files, { TEMPORAL_ADDRESS: '127.0.0.1:9' });
  expect(stdout).toContain('orchestrator run --dev');
  expect(code).toBe(0);
});

test('completion prints a script, and knows which shells there are', async () => {
  expect(await cli(['completion', 'bash'])).toMatchObject({ code: 0, stdout: expect.stringContaining('complete -F') });
  expect(await cli(['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('bash, zsh, fish'),
  });
});
