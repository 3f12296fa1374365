import { expect, test } from 'vitest';
import { cli } from './cli.ts';

const FILES = {
  'config/w.yaml': `phases:
  - { name: collect, agents: [{ id: scan, module: m, class: Scan, retry: { max_retries: 1 } }] }
  - { name: publish, depends_on: [collect], agents: [{ id: page, module: m, class: Page }] }
`,
  'config/w.test.yaml': `agents: { "*": {} }
cases:
  - name: all is well
    expect: { status: success, duration: 0 }
  - name: a failure
    agents: { Scan: { fails: no camera } }
    expect:
      status: success
      phases:
        publish: skipped
  - name: not said
    agents: { "*": { run: true } }
    expect: { status: failed }
`,
};
const RIGHT = {
  ...FILES,
  'config/w.test.yaml': 'agents: { "*": {} }\ncases: [{ name: fine, expect: { status: success } }]\n',
};

test('people see each case, what was expected and found with its line, and what no case has reached', async () => {
  const { code, stdout, stderr } = await cli(['test'], FILES, { LANG: 'C.UTF-8' });
  expect(stderr).toBe('');
  expect(stdout.replace(/ \d+ ms$/gm, ' T ms')).toBe(`config/w.test.yaml tests config/w.yaml
  ✔ all is well
  ✖ a failure
      config/w.test.yaml:8 status
        expected  success
        found     failed  collect/scan: no camera; agent "scan" failed
      config/w.test.yaml:10 phases.publish.status
        expected  skipped
        found     blocked  it depends on phase "collect", which failed
  ✔ not said
  every phase, agent and edge was reached

3 cases: 1 failed, 2 passed in T ms
`);
  expect(code).toBe(1);
});

test('with 0 all have passed; what is left out by --filter is not counted', async () => {
  expect(await cli(['test', 'config/w.test.yaml'], RIGHT)).toMatchObject({ code: 0, stderr: '' });
  const { code, stdout } = await cli(['test', '--filter', 'well'], FILES);
  expect(code).toBe(0);
  expect(stdout).toContain('1 case: 1 passed');
  expect(stdout).not.toContain('reached');
});

test('coverage names what was not reached', async () => {
  const failing = 'cases: [{ name: fails, agents: { Scan: { fails: {} } }, expect: { status: failed } }]\n';
  const { code, stdout } = await cli(['test'], { ...FILES, 'config/w.test.yaml': failing });
  expect(code).toBe(0);
  expect(stdout).toContain(`  not reached by any case:
    phases 1 of 2: publish
    agents 1 of 2: publish/page
    edges 1 of 1: collect -> publish
`);
});

test('--json is one document, with the whole result of each case', async () => {
  const { code, stdout } = await cli(['test', '--json'], FILES);
  expect(code).toBe(1);
  const { passed, files } = JSON.parse(stdout) as { passed: boolean; files: { cases: object[] }[] };
  expect([passed, files.length]).toEqual([false, 1]);
  expect(files[0]).toMatchObject({
    file: 'config/w.test.yaml',
    workflow: 'config/w.yaml',
    problems: [],
    coverage: { phases: { all: 2, missed: [] } },
  });
  expect(files[0]!.cases[1]).toMatchObject({
    name: 'a failure',
    line: 5,
    passed: false,
    error: null,
    mismatches: [
      { path: 'status', line: 8, column: 15, expected: 'success', found: 'failed' },
      { path: 'phases.publish.status', line: 10, column: 18, expected: 'skipped', found: 'blocked' },
    ],
    result: { status: 'failed', error: { phase: 'collect' } },
  });
});

test('wrong files end with 2, and their problems are shown; the others are tested all the same', async () => {
  const { code, stdout, stderr } = await cli(['test'], {
    ...RIGHT,
    'x.yaml': FILES['config/w.yaml'],
    'x.test.yaml': 'cases: [{ name: n, expect: { phases: { colect: failed } } }]',
  });
  expect(code).toBe(2);
  expect(stdout).toContain('1 case: 1 passed');
  expect(stderr).toContain('x.test.yaml:1:40 error[unknown-phase] there is no phase "colect"; did you mean "collect"?');
  expect(await cli(['test', 'nowhere.test.yaml'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('error[file-not-found]'),
  });
  expect(await cli(['test'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no *.test.yaml under the current folder'),
  });
  expect(await cli(['test', '--filter', 'nothing'], RIGHT)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no case has "nothing" in its name'),
  });
});
