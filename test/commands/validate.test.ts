import { expect, test } from 'vitest';
import { cli, RIGHT, WRONG } from './cli.ts';

test('a right file is said to be valid, with exit code 0', async () => {
  const { code, stdout } = await cli(['validate', '-f', 'w.yaml'], {
    'w.yaml': RIGHT,
    'm.js': 'export class A { run() {} } export class B { run() {} } export class C { run() {} }',
  });
  expect(stdout).toBe('w.yaml: valid\n');
  expect(code).toBe(0);
});

test('a wrong one is shown with its line, a caret and a hint, with exit code 2', async () => {
  const { code, stdout } = await cli(['validate', '-f', 'w.yaml'], { 'w.yaml': WRONG });
  expect(code).toBe(2);
  expect(stdout).toContain(`w.yaml:5:18 error[unknown-phase] depends_on refers to "aa"; did you mean "a"?
 5 |     depends_on: [aa]
   |                  ^
   = The phases are: a, b.
`);
});

test('--json is one document with every key of every problem', async () => {
  const { code, stdout } = await cli(['validate', '-f', 'w.yaml', '--json'], { 'w.yaml': WRONG });
  expect(code).toBe(2);
  const { valid, problems } = JSON.parse(stdout) as { valid: boolean; problems: unknown[] };
  expect(valid).toBe(false);
  expect(problems).toContainEqual({
    code: 'unknown-phase',
    severity: 'error',
    message: 'depends_on refers to "aa"; did you mean "a"?',
    file: 'w.yaml',
    line: 5,
    column: 18,
    path: 'phases[1].depends_on[0]',
    hint: 'The phases are: a, b.',
  });
});

test('the default file is config/workflow.yaml; one that is not there is named', async () => {
  const { code, stdout } = await cli(['validate']);
  expect(code).toBe(2);
  expect(stdout).toContain('config/workflow.yaml:1:1 error[file-not-found] there is no such file');
});

test('a module that is not in the current folder is a warning, with the nearest names', async () => {
  const { code, stdout } = await cli(['validate', '-f', 'w.yaml'], {
    'w.yaml': RIGHT.replace('module: m, class: C', 'module: agents.scann, class: C'),
    'm.js': '',
    'agents/scan.ts': '',
  });
  expect(code).toBe(0);
  expect(stdout).toContain(
    'w.yaml:8:24 warning[agent-not-found] module "agents.scann": no such module; looked for agents/scann.',
  );
  expect(stdout).toContain('did you mean "agents.scan"?');
});

test('--strict makes warnings errors', async () => {
  const files = { 'w.yaml': RIGHT.replace('parallel: true', 'parallel: yes'), 'm.js': '' };
  expect((await cli(['validate', '-f', 'w.yaml'], files)).code).toBe(0);
  expect((await cli(['validate', '-f', 'w.yaml', '--strict'], files)).code).toBe(2);
});
