import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findTestFiles } from '../../src/testing/find-test-files.ts';
import { runTestFile, type FileReport } from '../../src/testing/run-test-file.ts';
import { aProject } from './a-project.ts';

const WORKFLOW = `inputs: { env: { type: string, default: dev } }
phases:
  - name: collect
    parallel: true
    agents:
      - { id: scan, module: m, class: Scan, for_each: [A8, A9], with: { road: "\${{ item }}" }, retry: { max_retries: 1 } }
      - { id: count, module: m, class: Count, with: { env: "\${{ inputs.env }}" } }
      - { id: snake, module: m, class: Snake, runtime: python, if: inputs.env == "prod" }
  - { name: publish, depends_on: [collect], approval: { prompt: "As \${{ inputs.env }}?", timeout: 1h }, workflow: sub.yaml }
  - { name: repair, depends_on: [{ phase: collect, when: failed }], agents: [{ id: mend, module: m, class: Mend }] }
on_failure: [{ id: notify, module: m, class: Notify }]
outputs: { page: "\${{ phases.publish.outputs.page }}" }
`;
const SUB = `phases: [{ name: inner, agents: [{ id: page, module: m, class: Page }] }]
outputs: { page: "\${{ phases.inner.outputs.page }}" }
`;

async function runTests(
  tests: string,
  options: { filter?: string; environment?: Record<string, string> } = {},
): Promise<FileReport> {
  const folder = aProject({ 'w.yaml': WORKFLOW, 'sub.yaml': SUB, 'w.test.yaml': tests });
  return runTestFile(join(folder, 'w.test.yaml'), { environment: {}, ...options });
}

const problemsOf = async (tests: string) =>
  (await runTests(tests)).problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);

/** A file with one case, whose expectation is given. */
const expecting = (expectation: string, rest = '') =>
  `agents: { "*": {} }\ncases:\n  - name: one\n${rest}    expect:\n${expectation.replace(/^/gm, '      ')}\n`;

const mismatchesOf = async (expectation: string, rest?: string) => {
  const { cases, problems } = await runTests(expecting(expectation, rest));
  expect(problems).toEqual([]);
  expect(cases[0]!.error).toBe(null);
  return cases[0]!.mismatches.map(({ line, path, expected, found, note }) => ({ line, path, expected, found, note }));
};

describe('problems', () => {
  test('of names stand at the name, and say what it was meant to be', async () => {
    expect(
      await problemsOf(`agents: { Scann: {}, collect/scn: {}, count: {} }
cases:
  - name: one
    approve: [publsh, repair]
    reject: [publish, publish]
    only: publish/inner
    reuse: { publish/inner/page: {} }
    expect:
      phases: { colect: success, publish/iner: success }
      agents: { collect/skan: success }
      order: [collect, publish/inner/paeg]
`),
    ).toEqual([
      '1:11 unknown-reference there is no agent "Scann"; did you mean "Scan"?',
      '1:22 unknown-reference there is no agent "collect/scn"; did you mean "collect/scan"?',
      '1:39 unknown-reference there is no agent "count"; did you mean "collect/count"?',
      '4:15 unknown-phase there is no phase "publsh"; did you mean "publish"?',
      '4:23 wrong-value phase "repair" asks for no approval',
      '5:23 conflicting-keys phase "publish" is decided twice',
      '6:11 wrong-value publish/inner is part of the sub-workflow of phase "publish", which is reused as a whole',
      '7:14 wrong-value publish/inner/page is part of the sub-workflow of phase "publish", which is reused as a whole',
      '9:17 unknown-phase there is no phase "colect"; did you mean "collect"?',
      '9:34 unknown-phase there is no phase "publish/iner"; did you mean "publish/inner"?',
      '10:17 unknown-reference there is no agent "collect/skan"; did you mean "collect/scan"?',
      '11:24 unknown-reference there is no agent "publish/inner/paeg"; did you mean "publish/inner/page"?',
    ]);
  });

  test('of what cannot be meant are told before anything is played', async () => {
    expect(
      await problemsOf(`cases:
  - name: one
    inputs: { env: 3, roads: [] }
    agents:
      collect/count: { outputs: [1], output: 2 }
      collect/snake: { run: true }
      collect/scan: { output: "\${{ inputs.evn }} \${{ item }}" }
      publish/inner/page: { output: "\${{ item }}", fails: { items: [1] } }
      Mend: { output: "\${{ 1 + }}" }
    expect:
      agents: { collect/scan: { output: 1 }, collect/count: { items: [] } }
`),
    ).toEqual([
      '3:20 bad-input input env must be text, not the number 3',
      '3:30 bad-input there is no input "roads"',
      '5:24 conflicting-keys collect/count has output and outputs, which exclude each other',
      '5:33 wrong-value outputs is about the items of a for_each, and agent collect/count has none',
      '6:29 wrong-value agent collect/snake is written in Python, and only agents in Node can run in a test',
      '7:43 unknown-reference there is no input "evn"; did you mean "env"?',
      '8:42 unknown-reference "item" is there only inside a for_each',
      '8:68 wrong-value items is about the items of a for_each, and agent publish/inner/page has none',
      '9:32 bad-expression the expression ends too early; a value is missing',
      '11:41 wrong-value agent collect/scan has a for_each: it gives an output for each item',
      '11:70 wrong-value items is about the items of a for_each, and agent collect/count has none',
    ]);
  });

  test('of keys, values and durations are those of a definition', async () => {
    expect(
      await problemsOf(`cases:
  - name: one
    agents: { "*": { take: 3 }, Scan: { takes: soon } }
    expect: { status: sucess, phases: { collect: done } }
  - expect: {}
`),
    ).toEqual([
      '3:22 unknown-key unknown key "take"; did you mean "takes"?',
      '3:48 bad-duration takes: "soon" is not a duration',
      '4:23 wrong-value status cannot be "sucess"; did you mean "success"?',
      '4:50 wrong-value status cannot be "done"',
      '5:5 missing-key cases[1] has no "name"',
    ]);
    expect(await problemsOf('')).toEqual(['1:1 missing-key the file is empty']);
    expect(await problemsOf('cases: [')).toHaveLength(1);
    expect(await problemsOf('cases: [{ name: one, expect: {} }]')).toEqual([
      '1:30 missing-key expect is empty, so that the case passes whatever the run comes to',
    ]);
  });

  test('of the definition are told with its own file, and so is its absence', async () => {
    const folder = aProject({
      'a.test.yaml': 'cases: [{ name: n, expect: {} }]',
      'b.test.yml': 'workflow: c.yaml\ncases: [{ name: n, expect: {} }]',
      'c.yaml': 'phases: []',
    });
    const report = async (name: string) => (await runTestFile(join(folder, name), { environment: {} })).problems;
    expect(await report('a.test.yaml')).toMatchObject([
      { code: 'file-not-found', file: join(folder, 'a.test.yaml'), line: 1 },
    ]);
    expect(await report('b.test.yml')).toMatchObject([{ code: 'empty-list', file: join(folder, 'c.yaml') }]);
    expect(await report('none.test.yaml')).toMatchObject([{ code: 'file-not-found' }]);
  });
});

describe('expectations', () => {
  const APPROVED = '    approve: [publish]\n';

  test('that are met are silent', async () => {
    const rest = `    inputs: { env: prod }
    agents:
      collect/scan: { takes: 2s, output: { road: "\${{ item }}", n: 1 } }
      collect/count: { fails: { times: 1 } }
      Page: { takes: 1m, output: ["p"] }
    approve: [{ phase: publish, after: 5m }]
`;
    expect(
      await mismatchesOf(
        `status: success
phases:
  collect: { status: success, duration: 5s }
  publish: { status: success, reason: approved, prompt: As prod, outputs: { page: [p] } }
  publish/inner: success
  repair: { status: skipped, reason: runs only if }
agents:
  collect/scan:
    status: success
    items: [{ item: A8, input: { road: A8 }, output: { road: A8 }, attempts: 1, duration: 2s }, success]
  collect/count: { attempts: 2, input: { env: prod }, tolerated: false, reused: false, cached: false }
  publish/inner/page: { output: [p] }
order: [collect/scan, publish/inner/page]
outputs: { page: [p] }
on_failure: not_run
finally: not_run
duration: 6m5s`,
        rest,
      ),
    ).toEqual([]);
    expect(
      await mismatchesOf(
        `status: failed
error: { type: Fog, message: can see, phase: collect, agent: scan }
agents:
  collect/scan: { error: Fog, reason: 2 of 2 items, items: [failed, { error: { type: Fog } }] }
  collect/snake: { status: skipped, reason: "inputs.env is \\"dev\\"" }
phases: { publish: { status: blocked, tolerated: false } }
on_failure: { status: success, duration: 0 }`,
        '    agents: { Scan: { fails: { type: Fog, message: "Fog: nobody can see" } } }\n',
      ),
    ).toEqual([]);
  });

  test('that are not met are told with their line, and with what was found', async () => {
    const found = await mismatchesOf(
      `status: failed
phases: { publish: { status: blocked, prompt: really }, repair: { reason: xyz } }
agents:
  collect/scan: { attempts: 2, items: [{ input: { road: A9, x: 1 } }] }
  collect/count: { output: 3, error: fog, duration: 1s }
order: [publish, collect, repair]
outputs: { page: x }
error: { phase: collect, message: fog }
on_failure: success
duration: 1m`,
      APPROVED,
    );
    expect(found).toEqual([
      { line: 6, path: 'status', expected: 'failed', found: 'success' },
      { line: 7, path: 'phases.publish.status', expected: 'blocked', found: 'success', note: 'approved' },
      { line: 7, path: 'phases.publish.prompt', expected: 'really', found: 'As dev?', note: 'is not part of it' },
      {
        line: 7,
        path: 'phases.repair.reason',
        expected: 'xyz',
        found: expect.stringContaining('it runs only if'),
        note: 'is not part of it',
      },
      { line: 9, path: 'agents["collect/scan"].attempts', expected: 2, found: 1 },
      { line: 9, path: 'agents["collect/scan"].items', expected: '1 items', found: '2 items' },
      { line: 10, path: 'agents["collect/count"].output', expected: 3, found: null },
      {
        line: 10,
        path: 'agents["collect/count"].error.message',
        expected: 'fog',
        found: undefined,
        note: 'is not part of it',
      },
      { line: 10, path: 'agents["collect/count"].duration', expected: '1s', found: '0ms' },
      { line: 11, path: 'order[1]', expected: 'collect starts after publish', found: 'it starts first, after 0ms' },
      { line: 11, path: 'order[2]', expected: 'repair starts', found: 'it does not' },
      { line: 12, path: 'outputs.page', expected: 'x', found: null },
      { line: 13, path: 'error.message', expected: 'fog', found: undefined, note: 'is not part of it' },
      { line: 13, path: 'error.phase', expected: 'collect', found: undefined },
      { line: 14, path: 'on_failure.status', expected: 'success', found: 'not_run' },
      { line: 15, path: 'duration', expected: '1m', found: '0ms' },
    ]);
  });

  test('of what was never there say so', async () => {
    const rest = '    reject: [publish]\n';
    expect(
      await mismatchesOf('phases: { publish/inner: success }\nagents: { publish/inner/page: success }', rest),
    ).toEqual([
      {
        line: 6,
        path: 'phases["publish/inner"]',
        expected: 'success',
        found: undefined,
        note: 'the sub-workflow that it is part of was not started',
      },
      {
        line: 7,
        path: 'agents["publish/inner/page"]',
        expected: 'success',
        found: undefined,
        note: 'what it is part of was not started',
      },
    ]);
    expect(await mismatchesOf('order: [collect/scan, collect/count]', rest)).toMatchObject([
      { found: 'they start side by side' },
    ]);
  });
});

test('a case that leaves something open fails, with what to write', async () => {
  const { cases } = await runTests('cases: [{ name: one, expect: { status: success } }]');
  expect(cases).toMatchObject([
    { passed: false, line: 1, result: null, error: expect.stringMatching(/^agent collect\/scan \(Scan\) starts/) },
  ]);
});

test('of the agents that are said for every case, a case can say something else', async () => {
  const tests = `agents: { "*": {}, collect/count: { fails: always } }
cases:
  - { name: as it is, expect: { phases: { collect: failed } } }
  - { name: otherwise, agents: { collect/count: {} }, reject: [publish], expect: { phases: { collect: success } } }
`;
  expect((await runTests(tests)).cases.map(({ passed }) => passed)).toEqual([true, true]);
  const { cases, coverage } = await runTests(tests, { filter: 'other' });
  expect(cases.map(({ name }) => name)).toEqual(['otherwise']);
  expect(coverage).toBeUndefined();
});

test('coverage tells the phases, agents and dependencies that no case has reached', async () => {
  const failing = `agents: { "*": {}, collect/count: { fails: always } }\ncases: [{ name: one, expect: { status: failed } }]\n`;
  expect((await runTests(failing)).coverage).toEqual({
    phases: { all: 4, missed: ['publish', 'publish/inner'] },
    agents: { all: 6, missed: ['collect/snake', 'publish/inner/page'] },
    edges: { all: 2, missed: ['collect -> publish'] },
  });
  expect((await runTests(expecting('status: success', '    approve: [publish]\n'))).coverage!.edges.missed).toEqual([
    'collect -> repair (failed)',
  ]);
});

test('variables of the definition come from the file, or from the environment', async () => {
  const folder = aProject({
    'w.yaml':
      'phases: [{ name: a, agents: [{ id: x, module: m, class: X, with: { url: "${URL}", home: "${HOME}" } }] }]',
    'w.test.yaml':
      'environment: { URL: here }\ncases: [{ name: n, agents: { X: {} }, expect: { agents: { a/x: { input: { url: here, home: there } } } } }]',
  });
  const { cases, problems } = await runTestFile(join(folder, 'w.test.yaml'), { environment: { HOME: 'there' } });
  expect([problems, cases[0]?.mismatches]).toEqual([[], []]);
});

test('files are found in folders, but not in those of packages and builds', () => {
  const names = [
    'b/w.test.yaml',
    'a.test.yml',
    'node_modules/x/w.test.yaml',
    '.git/w.test.yaml',
    'dist/w.test.yaml',
    'b/w.yaml',
  ];
  expect(findTestFiles(aProject(Object.fromEntries(names.map((name) => [name, '']))))).toEqual([
    'a.test.yml',
    join('b', 'w.test.yaml'),
  ]);
});

test('the pipeline of this repository passes its own tests, which reach all of it', async () => {
  const file = join(import.meta.dirname, '..', '..', 'config', 'workflow.test.yaml');
  const { cases, coverage, problems } = await runTestFile(file, { environment: {} });
  expect(problems).toEqual([]);
  expect(cases.filter(({ passed }) => !passed)).toEqual([]);
  expect(cases.length).toBe([...readFileSync(file, 'utf8').matchAll(/^ {2}- name:/gm)].length);
  expect(Object.values(coverage!).flatMap(({ missed }) => missed as string[])).toEqual([]);
});
