import { expect, test } from 'vitest';
import { cli, RIGHT, WRONG } from './cli.ts';

const MODULE = 'export class A { run() {} } export class B { run() {} } export class C { run() {} }';

test('a right file is said to be valid, with what is in it, and exit code 0', async () => {
  const { code, stdout, stderr } = await cli(['validate', '-f', 'w.yaml'], { 'w.yaml': RIGHT, 'm.js': MODULE });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'w.yaml is valid: 2 phases, 3 agents\n', stderr: '' });
});

test('a wrong one is shown with its line, a caret and a hint, with exit code 2', async () => {
  const { code, stdout, stderr } = await cli(['validate', '-f', 'w.yaml'], { 'w.yaml': WRONG, 'm.js': MODULE });
  expect(code).toBe(2);
  expect(stdout).toBe(`w.yaml:5:18 error[unknown-phase] depends_on refers to "aa"; did you mean "a"?
 5 |     depends_on: [aa]
   |                  ^
   = The phases are: a, b.
`);
  expect(stderr).toBe('1 error in 1 file\n');
});

test('several files are checked at once; the summary counts', async () => {
  const { code, stdout, stderr } = await cli(['validate', '-f', 'a.yaml', 'b.yaml', '-f', 'c.yaml', '-f', 'a.yaml'], {
    'a.yaml': WRONG,
    'b.yaml': RIGHT,
    'c.yaml': RIGHT.replace('parallel: true', 'parallel: yes'),
    'm.js': MODULE,
  });
  expect(code).toBe(2);
  expect(stdout.split('\n').filter((line) => /^\S/.test(line))).toEqual([
    'a.yaml:5:18 error[unknown-phase] depends_on refers to "aa"; did you mean "a"?',
    expect.stringContaining('c.yaml:4:15 warning[yaml-1.1-boolean]'),
    'b.yaml is valid: 2 phases, 3 agents',
    'c.yaml is valid: 2 phases, 3 agents',
  ]);
  expect(stderr).toBe('1 error, 1 warning in 3 files\n');
});

test('on a terminal it is in colour, unless NO_COLOR says otherwise', async () => {
  const files = { 'w.yaml': WRONG, 'm.js': MODULE };
  const forced = await cli(['validate', '-f', 'w.yaml'], files, { FORCE_COLOR: '1' });
  expect(forced.stdout).toContain('\u001b[31merror[unknown-phase]\u001b[39m');
  const none = await cli(['validate', '-f', 'w.yaml'], files, { FORCE_COLOR: '1', NO_COLOR: '1' });
  expect(none.stdout).not.toContain('\u001b');
});

test('--format github and sarif are for the tools that read them', async () => {
  const files = { 'w.yaml': WRONG, 'm.js': MODULE };
  const github = await cli(['validate', '-f', 'w.yaml', '--format', 'github'], files);
  expect(github.code).toBe(2);
  expect(github.stdout).toMatch(
    /^::error file=w.yaml,line=5,col=18,title=unknown-phase::depends_on refers to [^\n]+\n$/,
  );

  const sarif = await cli(['validate', '-f', 'w.yaml', '--format', 'sarif'], files);
  expect(sarif.code).toBe(2);
  expect(JSON.parse(sarif.stdout)).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'orchestrator', semanticVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) } },
        results: [{ ruleId: 'unknown-phase', level: 'error' }],
      },
    ],
  });
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
  const files = { 'w.yaml': RIGHT.replace('parallel: true', 'parallel: yes'), 'm.js': MODULE };
  expect((await cli(['validate', '-f', 'w.yaml'], files)).code).toBe(0);
  const { code, stdout } = await cli(['validate', '-f', 'w.yaml', '--strict', '--format', 'json'], files);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    valid: false,
    problems: [{ code: 'yaml-1.1-boolean', severity: 'error' }],
  });
});
