import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Lints a file that stands in `folder` for a moment. */
function lint(folder: string, code: string): string {
  const file = join(root, 'src', folder, `wrong-${process.pid}.ts`);
  onTestFinished(() => rmSync(file, { force: true }));
  writeFileSync(file, code);
  return spawnSync(join(root, 'node_modules', '.bin', 'oxlint'), [file], { cwd: root, encoding: 'utf8' }).stdout;
}

describe('a slip is told of in our own words', () => {
  test.each([
    [
      'workflows',
      "import { findModule } from '../activities/executor/find-module.ts';\nfindModule('', '');",
      'Workflow code is replayed, so it imports only what is deterministic',
    ],
    [
      'workflows',
      "import { checkExpression } from '../definition/expression/check-expression.ts';\nvoid checkExpression;",
      'Workflow code is replayed, so it imports only what is deterministic',
    ],
    [
      'workflows',
      "import { readFileSync } from 'node:fs';\nreadFileSync('x');",
      'no Node built-ins, no client, no worker',
    ],
    ['workflows', "await fetch('http://127.0.0.1');", 'let an agent fetch'],
    ['definition', "import { run } from '../workflows/run.ts';\nvoid run;", 'src/definition says what a workflow is'],
    [
      'definition/expression',
      "import { run } from '../../workflows/run.ts';\nvoid run;",
      'src/definition says what a workflow is',
    ],
    ['activities', "import { main } from '../commands/main.ts';\nvoid main;", 'src/activities runs agents'],
    ['runs', "export const home = process.env['HOME'];", 'Only src/environment.ts reads the environment'],
  ])('in src/%s: %s', (folder, code, sentence) => expect(lint(folder, code).replace(/\s+/g, ' ')).toContain(sentence));
});

test.each([
  ['workflows', "import { evaluate } from '../definition/expression/evaluate.ts';\nvoid evaluate;"],
  ['workflows', "import { splitTemplate } from '../definition/expression/template.ts';\nvoid splitTemplate;"],
  ['definition/expression', "import { didYouMean } from '../did-you-mean.ts';\nvoid didYouMean;"],
])('in src/%s this is allowed: %s', (folder, code) =>
  expect(lint(folder, code)).not.toContain('no-restricted-imports'),
);
