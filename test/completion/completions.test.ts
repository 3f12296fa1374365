import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { program } from '../../src/commands/program.ts';
import { completions } from '../../src/completion/completions.ts';
import { expectedIn } from '../../src/completion/expected.ts';

const root = program('1.0.0', () => {});

/** The candidates, without what is said of them. */
async function complete(line: string): Promise<string[]> {
  const lines = await completions(root, line.split(' '), '.');
  return lines.map((each) => each.split('\t')[0]!);
}

describe('a shell is told', () => {
  test('commands and what they do, and subcommands', async () => {
    expect(await complete('re')).toEqual(expect.arrayContaining(['result', 'rerun', 'resume']));
    expect(await completions(root, ['valid'], '.')).toEqual([expect.stringMatching(/^validate\t\w/)]);
    expect(await complete('schedule ba')).toEqual(['backfill']);
  });

  test('options, and the words that they take', async () => {
    expect(await complete('run --max-')).toEqual(['--max-retries', '--max-workers', '--max-agents']);
    expect(await complete('run --progress p')).toEqual(['plain']);
    expect(await complete('run --progress=p')).toEqual(['--progress=plain']);
    expect(await complete('completion z')).toEqual(['zsh']);
  });

  test('that a file or a folder comes next', async () => {
    expect(await complete('run -f ')).toEqual([':files']);
    expect(await complete('run --file=conf')).toEqual([':files']);
    expect(await complete('worker --root ')).toEqual([':folders']);
    expect(await complete('init ')).toEqual([':folders']);
  });

  test('the phases of the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrator-completion-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'a'));
    const file = join(folder, 'a', 'w.yaml');
    const agents = 'agents: [{ module: m, class: A }]';
    writeFileSync(file, `phases: [{ name: first, ${agents} }, { name: fast, ${agents} }, { name: other, ${agents} }]`);
    expect(await complete(`run --file ${file} --phase f`)).toEqual(['first', 'fast']);
    expect(await complete(`run -f ${file} --phase=o`)).toEqual(['--phase=other']);
    expect(await complete(`run -f ${join(folder, 'none.yaml')} --phase f`)).toEqual([]);
  });

  test('nothing where nothing is known', async () => {
    expect(await complete('run --id ')).toEqual([]);
    expect(await complete('list x')).toEqual([]);
    expect(await complete('nonsense --x y ')).toEqual([]);
  });
});

describe('runs and schedules are asked for', () => {
  test.each([
    ['status ', 'runs', undefined],
    ['approve @last ', 'phases', undefined],
    ['rerun r --from ', 'phases', undefined],
    ['rerun --task-queue q ', 'runs', 'q'],
    ['rerun --task-queue=q ', 'runs', 'q'],
    ['compat --run ', 'runs', undefined],
    ['schedule show ', 'schedules', undefined],
    ['list --schedule ', 'schedules', undefined],
  ])('at "%s"', (line, kind, taskQueue) => {
    const expected = expectedIn(root, line.split(' '));
    expect(expected).toMatchObject({ kind, ...(taskQueue === undefined ? {} : { taskQueue }) });
  });
});
