import type { Command } from 'commander';
import { DEFAULT_FILE, DEFAULT_TASK_QUEUE } from '../defaults.ts';
import { expectedIn, type Candidate, type Expected } from './expected.ts';
import { fromServer } from './from-server.ts';

/**
 * What a shell is told: a line for each candidate, with its description behind a tab; or `:files` or `:folders`, which shells
 * know themselves. Never an error: what cannot be had in time is left out.
 */
export async function completions(program: Command, words: readonly string[], root: string): Promise<string[]> {
  const { word, before, ...expected } = expectedIn(program, words);
  if (expected.kind === 'files' || expected.kind === 'folders') return [`:${expected.kind}`];
  const candidates = await candidatesOf(expected, root).catch(() => []);
  return candidates
    .filter(({ text }) => text.startsWith(word))
    .map(({ text, description }) => `${before}${text}\t${description}`);
}

async function candidatesOf(expected: Expected, root: string): Promise<readonly Candidate[]> {
  switch (expected.kind) {
    case 'words':
      return expected.words;
    case 'phases':
      return phasesOf(expected.file ?? DEFAULT_FILE);
    case 'runs':
      return [LAST, ...(await fromServer('runs', { root, taskQueue: expected.taskQueue ?? DEFAULT_TASK_QUEUE }))];
    case 'schedules':
      return fromServer('schedules', { root, taskQueue: expected.taskQueue });
    case 'files':
    case 'folders':
    case 'nothing':
      return [];
  }
}

const LAST: Candidate = { text: '@last', description: 'the run that was started last' };

async function phasesOf(file: string): Promise<Candidate[]> {
  const [{ loadDefinition }, { environment }] = await Promise.all([
    import('../definition/load.ts'),
    import('../environment.ts'),
  ]);
  const { definition } = loadDefinition(file, { environment });
  return (definition?.phases ?? []).map(({ name, description = '' }) => ({ text: name, description }));
}
