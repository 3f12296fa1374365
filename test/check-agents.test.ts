import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkAgents } from '../src/check-agents.ts';
import { loadDefinition } from '../src/definition/load.ts';
import { folderWith } from './definition/folder.ts';

const project = {
  'src/agents/scan.ts': 'export class ScanAgent extends Base {}\nexport class CountAgent { async run() {} }\n',
  'src/agents/empty.ts': 'export class EmptyAgent { start() {} }\n',
  'src/agents/others.ts': "export * from './scan.ts';\n",
  'src/agents/model.py': 'class ModelAgent:\n    def run(self, context): ...\nclass Empty(object):\n    pass\n',
};

function warningsOf(files: Readonly<Record<string, string>>): string[] {
  const folder = folderWith({ ...project, ...files });
  const file = join(folder, 'workflow.yaml');
  return checkAgents(loadDefinition(file, { environment: {} }), file, folder).map(
    ({ file: where, line, column, severity, code, message, path }) => {
      expect(severity).toBe('warning');
      return `${where.slice(folder.length + 1)}:${line}:${column} ${code} ${path} ${message}`;
    },
  );
}

const phaseWith = (agent: string) => `phases:\n  - name: a\n    agents:\n      - { ${agent} }\n`;

test('what is there is not warned of', () => {
  for (const agent of [
    'module: src.agents.scan, class: ScanAgent',
    'module: ./src/agents/scan.ts, class: CountAgent',
    'module: src.agents.others, class: ScanAgent',
    'module: src.agents.model, class: ModelAgent, runtime: python',
    'module: builtin.wait, class: WaitAgent',
  ])
    expect(warningsOf({ 'workflow.yaml': phaseWith(agent) }), agent).toEqual([]);
});

test('a module that is not there is named at its place, with what was meant', () => {
  expect(warningsOf({ 'workflow.yaml': phaseWith('module: src.agents.scn, class: ScanAgent') })).toEqual([
    expect.stringMatching(
      /^workflow.yaml:4:19 agent-not-found phases\[0\]\.agents\[0\]\.module module "src.agents.scn": .*did you mean "src.agents.scan"\?$/,
    ),
  ]);
});

test('a class that is not in its module is named, with what was meant', () => {
  expect(warningsOf({ 'workflow.yaml': phaseWith('module: src.agents.scan, class: ScanAgnt') })).toEqual([
    'workflow.yaml:4:43 agent-not-found phases[0].agents[0].class module "src.agents.scan" has no class "ScanAgnt"; did you mean "ScanAgent"?',
  ]);
  expect(
    warningsOf({ 'workflow.yaml': phaseWith('module: src.agents.model, class: ModlAgent, runtime: python') }),
  ).toEqual([
    'workflow.yaml:4:44 agent-not-found phases[0].agents[0].class module "src.agents.model" has no class "ModlAgent"; did you mean "ModelAgent"?',
  ]);
});

test('a class without a method run is none of an agent', () => {
  expect(warningsOf({ 'workflow.yaml': phaseWith('module: src.agents.empty, class: EmptyAgent') })).toEqual([
    'workflow.yaml:4:44 not-an-agent phases[0].agents[0].class class "EmptyAgent" of module "src.agents.empty" has no method run',
  ]);
});

test('agents of on_failure, of finally and of sub-workflows are looked for too, those of one file once', () => {
  const warnings = warningsOf({
    'workflow.yaml': `
phases:
  - { name: a, workflow: ./sub.yaml }
  - { name: b, workflow: ./sub.yaml }
on_failure: [{ module: nowhere, class: A }]
finally: [{ module: nowhere, class: A }]
`,
    'sub.yaml': phaseWith('module: elsewhere, class: B'),
  });
  expect(warnings.map((warning) => warning.split(' ').slice(0, 3).join(' '))).toEqual([
    'workflow.yaml:5:24 agent-not-found on_failure[0].module',
    'workflow.yaml:6:21 agent-not-found finally[0].module',
    'sub.yaml:4:19 agent-not-found phases[0].agents[0].module',
  ]);
});
