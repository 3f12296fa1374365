import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkAgents } from '../../src/check-agents.ts';
import { loadDefinition } from '../../src/definition/load.ts';
import { problemCodes, type Problem } from '../../src/definition/problem.ts';
import { folderWith } from '../definition/folder.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');

/** By heading, as `# Failures of agents` and `## bad-result`. */
const sections = new Map(
  page.split(/^(?=## |# [A-Z])/m).map((section) => {
    const [heading = ''] = section.split('\n', 1);
    return [heading, section] as const;
  }),
);

function headingsUnder(title: string): string[] {
  const headings = [...sections.keys()];
  const from = headings.indexOf(`# ${title}`) + 1;
  const length = headings.slice(from).findIndex((heading) => heading.startsWith('# '));
  return headings.slice(from, length < 0 ? undefined : from + length).map((heading) => heading.slice('## '.length));
}

const examplesIn = (section: string) =>
  [...section.matchAll(/^```yaml\n# (.+)\n([\s\S]*?)^```$/gm)].map(([, title = '', text = '']) => ({ title, text }));

/** The agents that the examples name. */
const PROJECT = {
  'src/agents/scan.ts': 'export class ScanAgent { async run() {} }\n',
  'src/agents/count.ts': 'export class CountAgent { async run() {} }\n',
  'src/agents/empty.ts': 'export class EmptyAgent {}\n',
};

function problemsOf(text: string, others: Readonly<Record<string, string>>): Problem[] {
  const folder = folderWith({ ...PROJECT, ...others, 'workflow.yaml': text });
  const file = join(folder, 'workflow.yaml');
  const loaded = loadDefinition(file, { environment: {} });
  return [...loaded.problems, ...checkAgents(loaded, file, folder)];
}

test('each code of a problem has its heading, and each heading its code', () => {
  expect(headingsUnder('Problems of a definition').toSorted()).toEqual(problemCodes.toSorted());
});

describe('the examples are what they are called', () => {
  test.each(problemCodes)('%s', (code) => {
    const examples = examplesIn(sections.get(`## ${code}`)!);
    const others = Object.fromEntries(
      examples.filter(({ title }) => title.endsWith('.yaml')).map(({ title, text }) => [title, text]),
    );
    const [wrong, right] = ['wrong', 'right'].map((title) => examples.find((example) => example.title === title)!.text);
    expect(problemsOf(wrong!, others).map((problem) => problem.code)).toContain(code);
    expect(problemsOf(wrong!, others).every((problem) => problem.code === code || problem.severity === 'warning')).toBe(
      true,
    );
    expect(problemsOf(right!, others)).toEqual([]);
  });
});

function sourcesIn(folder: string, ending: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');
}

const namesIn = (text: string, ...patterns: readonly RegExp[]): string[] => [
  ...new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name))),
];

test('each type that an agent or a run can end with has its heading, and each heading its type', () => {
  const types = [
    ...namesIn(
      sourcesIn('src/activities', '.ts') + sourcesIn('src/python', '.ts') + sourcesIn('src/storage', '.ts'),
      /\b(?:AgentFailure|PayloadError|refuse)\(\s*'([A-Za-z-]+)'/g,
      /\btype: '([A-Z]\w+)'/g,
      /return '(NonErrorThrown)'/g,
    ),
    ...namesIn(sourcesIn('python/orchestrator_worker', '.py'), /\bAgentFailure\(\s*"([A-Za-z-]+)"/g),
    ...namesIn(
      sourcesIn('src/workflows', '.ts'),
      /\btype: '([A-Z]\w+)'/g,
      /\? '(\w+)' : '\w+',\n\s*nonRetryable/g,
      /\? '\w+' : '(\w+)',\n\s*nonRetryable/g,
      /\?\? '(\w+Failed)'/g,
      /nonRetryable\(message, '(\w+)'\)/g,
      /node: \['(\w+)'/g,
    ),
  ];
  const documented = [
    ...headingsUnder('Failures of agents'),
    ...headingsUnder('Failures of a run'),
    ...headingsUnder('Problems of a definition'),
  ];
  expect(types.filter((type) => !documented.includes(type))).toEqual([]);
  const described = [...headingsUnder('Failures of agents'), ...headingsUnder('Failures of a run')];
  expect(described.filter((type) => !types.includes(type))).toEqual([]);
});

test('each code of the development server has its heading, and each heading its code', () => {
  const codes = namesIn(readFileSync(join(root, 'src/dev-server/dev-server-error.ts'), 'utf8'), /^\s+\| '([A-Z_]+)'/gm);
  expect(headingsUnder('The development server').toSorted()).toEqual(codes.toSorted());
});

test('every link leads to a heading', () => {
  const anchors = [...sections.keys()].map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
});
