import type { AgentStatus } from '../../workflows/run-result.ts';
import type { ReportDocument, ReportedTask } from '../report-document.ts';

/** What of a run is looked at. */
export interface Filter {
  readonly text: string;
  /** None: all of them. */
  readonly statuses: ReadonlySet<AgentStatus>;
  /** A phase by its path, with those of its sub-workflow. */
  readonly phase: string | undefined;
}

export const NO_FILTER: Filter = { text: '', statuses: new Set(), phase: undefined };

/** What a task is found by: each word of a search must be somewhere in it. */
export function searchText({ phases }: ReportDocument, task: ReportedTask): string {
  const item = task.item ? ` #${task.item.index} ${JSON.stringify(task.item.value)}` : '';
  const error = task.error ? ` ${task.error.type} ${task.error.message}` : '';
  return `${phases[task.phase]!.path}/${task.agent}${item} ${task.class} ${task.flags.join(' ')}${error} ${task.reason ?? ''}`.toLowerCase();
}

/** The positions of the tasks that pass. `texts` are those of `searchText`. */
export function filterTasks(document: ReportDocument, texts: readonly string[], filter: Filter): number[] {
  const { phases, tasks } = document;
  const words = wordsOf(filter.text);
  const found: number[] = [];
  for (const [index, task] of tasks.entries()) {
    if (filter.statuses.size > 0 && !filter.statuses.has(task.status)) continue;
    if (!isWithin(phases[task.phase]!.path, filter.phase)) continue;
    if (words.every((word) => texts[index]!.includes(word))) found.push(index);
  }
  return found;
}

export const isWithin = (path: string, phase: string | undefined): boolean =>
  phase === undefined || path === phase || path.startsWith(`${phase}/`);

export const isFiltering = ({ text, statuses, phase }: Filter): boolean =>
  wordsOf(text).length > 0 || statuses.size > 0 || phase !== undefined;

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
