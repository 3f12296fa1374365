import { basename, dirname, isAbsolute, join } from 'node:path';
import { checkInputs } from '../definition/inputs/check-inputs.ts';
import { loadDefinition } from '../definition/load.ts';
import { parse } from '../definition/parse.ts';
import type { Path } from '../definition/path.ts';
import type { Problem } from '../definition/problem.ts';
import { readSource } from '../definition/read-source.ts';
import type { Environment } from '../definition/references/read-variable.ts';
import type { ReferencePlace } from '../definition/references/reference-place.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { Source } from '../definition/source.ts';
import { checkNames } from './check-names.ts';
import { checkOutputs } from './check-outputs.ts';
import { namedParts, type NamedParts } from './named-parts.ts';
import { testFileSchema, type TestFileContent } from './schema/test-file.ts';

/** A `*.test.yaml` that was read, with the definition that it tests. */
export interface TestFile {
  readonly file: string;
  readonly workflow: string;
  /** Of the file and of the definition. */
  readonly problems: readonly Problem[];
  /** Missing where a problem is an error. */
  readonly tests?: {
    readonly content: TestFileContent;
    readonly definition: RunDefinition;
    readonly parts: NamedParts;
    readonly environment: Environment;
  };
  readonly place: (path: Path, at?: 'key' | 'value') => { line: number; column: number };
}

export function loadTestFile(file: string, environment: Environment): TestFile {
  const read = readSource(file, { environment, placeOf: placeInTest });
  const beside = join(dirname(file), basename(file).replace(/\.test(?=\.ya?ml$)/, ''));
  if (!read.source) return { file, workflow: beside, problems: [read.problem], place: () => ({ line: 1, column: 1 }) };
  const { source } = read;
  const place: TestFile['place'] = (path, at) => source.place(path, at);
  if (source.data === null || source.data === undefined) {
    if (source.problems.length === 0) {
      source.report({ code: 'missing-key', message: 'the file is empty', path: [], hint: 'Begin with "cases:".' });
    }
    return { file, workflow: beside, problems: source.problems, place };
  }
  const { value, parts } = parse(source, testFileSchema);
  const named = typeof parts?.workflow === 'string' ? parts.workflow : undefined;
  const workflow = named === undefined ? beside : isAbsolute(named) ? named : join(dirname(file), named);
  const all = { ...environment, ...value?.environment };
  const loaded = loadDefinition(workflow, { environment: all });
  const { definition } = loaded;
  if (!definition && loaded.problems.some(({ code, file: of }) => code === 'file-not-found' && of === workflow)) {
    const hint = 'Name the definition that is tested with "workflow:", relative to this file.';
    const path = named === undefined ? [] : ['workflow'];
    source.report({ code: 'file-not-found', message: `${workflow}: there is no such file`, path, hint });
    return { file, workflow, problems: inOrder(source.problems), place };
  }
  if (!value || !definition)
    return { file, workflow, problems: [...inOrder(source.problems), ...loaded.problems], place };
  const names = namedParts(definition);
  for (const finding of checkNames(value, names)) source.report(finding);
  for (const finding of checkOutputs(source.references, definition, names)) source.report(finding);
  reportInputs(value, definition, source);
  const problems = [...inOrder(source.problems), ...loaded.problems];
  if (problems.some(({ severity }) => severity === 'error')) return { file, workflow, problems, place };
  return { file, workflow, problems, place, tests: { content: value, definition, parts: names, environment: all } };
}

/** What an agent gives may be worked out during the run; all else is data. */
function placeInTest(path: Path): ReferencePlace {
  const [top, , key] = path;
  const inMock = top === 'agents' ? path.slice(2) : top === 'cases' && key === 'agents' ? path.slice(4) : [];
  return inMock[0] === 'output' || inMock[0] === 'outputs' ? 'template' : 'free';
}

function reportInputs({ cases }: TestFileContent, definition: RunDefinition, source: Source): void {
  for (const [index, { inputs = {} }] of cases.entries()) {
    for (const { code, input, message, hint, path } of checkInputs(definition.inputs, inputs).problems) {
      const place = Object.hasOwn(inputs, input) ? ['inputs', input, ...path] : [];
      source.report({ code, message, path: ['cases', index, ...place], ...(hint === null ? {} : { hint }) });
    }
  }
}

const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
