import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkRunDefinition } from '../../src/definition/check-definition.ts';
import { formatProblems } from '../../src/definition/format-problems.ts';
import { loadDefinition } from '../../src/definition/load.ts';
import { problemCodes, type Problem } from '../../src/definition/problem.ts';
import { casesOf, type Kind } from './corpus.ts';
import { mutate, randomFrom } from './mutate.ts';

/** `FUZZ_SECONDS=600 npx vitest run test/definition/fuzz.test.ts` looks for longer; `FUZZ_SEED` repeats what was found. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 3);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const seedsOf = (kind: Kind) => casesOf(kind).map((name) => join(import.meta.dirname, kind, name));
const [right, wrong] = [seedsOf('right'), seedsOf('wrong')];
const tokens = [
  ...new Set(
    [...right, ...wrong].flatMap(
      (file) =>
        readFileSync(file, 'utf8')
          .replace(/^#!.*$/gm, '')
          .match(/[\w.-]+/g) ?? [],
    ),
  ),
];

test(
  'no mutated file breaks the check: no exception, no delay, no place outside of the file',
  { timeout: (SECONDS + 60) * 1000 },
  () => {
    const end = Date.now() + SECONDS * 1000;
    let [count, valid] = [0, 0];
    const failed: string[] = [];
    for (let seed = SEED; Date.now() < end; seed++, count++) {
      const found = tryOne(seed);
      if (found.isValid) valid++;
      if (found.faults.length > 0) failed.push(`FUZZ_SEED=${seed} ${found.faults.join('\n')}\n${found.text}`);
      if (failed.length === 10) break;
    }
    if (process.env['FUZZ_SECONDS'])
      process.stdout.write(`${count} files, ${valid} of them valid, from seed ${SEED}\n`);
    expect(failed).toEqual([]);
    expect(count).toBeGreaterThan(0);
  },
);

function tryOne(seed: number): { faults: string[]; text: string; isValid: boolean } {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const original = pick(random() < 0.7 ? right : wrong);
  const isFolder = basename(original) === 'workflow.yaml';
  const file = join(folder, 'workflow.yaml');
  rmSync(folder, { recursive: true });
  cpSync(isFolder ? dirname(original) : original, isFolder ? folder : file, { recursive: true });
  const mutated = join(folder, pick(readdirSync(folder).filter((name) => name.endsWith('.yaml'))));
  const bytes = Buffer.from(mutate(readFileSync(mutated, 'utf8').replace(/^#!.*\n/gm, ''), random, tokens));
  if (random() < 0.05) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  writeFileSync(mutated, bytes);
  const start = performance.now();
  try {
    const { problems, definition } = loadDefinition(file, { environment: { SET: 'a value', NUMBER: '4' } });
    const took = performance.now() - start;
    formatProblems(problems);
    const isValid = problems.every(({ severity }) => severity === 'warning');
    const faults = problems.flatMap(faultsOf);
    if (took > 1000) faults.push(`it took ${took} ms`);
    if (isValid !== (definition !== undefined)) faults.push(`a definition: ${definition !== undefined}`);
    if (definition)
      faults.push(...[checkRunDefinition(JSON.parse(JSON.stringify(definition)))].flatMap((e) => e ?? []));
    return { faults, text: bytes.toString(), isValid };
  } catch (error) {
    return {
      faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      text: bytes.toString(),
      isValid: false,
    };
  }
}

function faultsOf(problem: Problem): string[] {
  const { code, message, hint, file, line, column } = problem;
  const lines = readLines(file);
  const faults: string[] = [];
  if (!problemCodes.includes(code)) faults.push('an unknown code');
  if (!Number.isInteger(line) || line < 1 || line > lines.length) faults.push('a line outside of the file');
  if (!Number.isInteger(column) || column < 1 || column > (lines[line - 1] ?? '').length + 1)
    faults.push('a column outside of its line');
  if (message === '' || /\n|\[object |\bNaN\b/.test(message)) faults.push('a message that is none');
  if (hint !== null && (hint.trim() === '' || /\[object /.test(hint))) faults.push('a hint that is none');
  if (/\bat \S+ \(|TypeError|RangeError|\.ts:\d/.test(message)) faults.push('a message of the program');
  return faults.map((fault) => `${fault}: ${JSON.stringify(problem)}`);
}

function readLines(file: string): string[] {
  try {
    return new TextDecoder().decode(readFileSync(file)).split('\n');
  } catch {
    return [''];
  }
}
