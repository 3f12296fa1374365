import type { AgentStatus } from '../../workflows/run-result.ts';
import type { ReportDocument } from '../report-document.ts';
import { filterTasks, isFiltering, NO_FILTER, searchText, type Filter } from './filter.ts';

/** What is looked at now, and who wants to know when that changes. */
export class View {
  readonly document: ReportDocument;
  readonly #texts: readonly string[];
  readonly #listeners: ((view: View) => void)[] = [];
  #filter = NO_FILTER;
  #found: readonly number[];
  #counts: ReadonlyMap<AgentStatus, number>;

  constructor(document: ReportDocument) {
    this.document = document;
    this.#texts = document.tasks.map((task) => searchText(document, task));
    this.#found = [...document.tasks.keys()];
    this.#counts = this.#count();
  }

  get filter(): Filter {
    return this.#filter;
  }

  get isFiltering(): boolean {
    return isFiltering(this.#filter);
  }

  /** The positions of the tasks that pass the filter. */
  get found(): readonly number[] {
    return this.#found;
  }

  /** How many tasks of each status pass, or would if their status were asked for. */
  get counts(): ReadonlyMap<AgentStatus, number> {
    return this.#counts;
  }

  change(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    this.#found = filterTasks(this.document, this.#texts, this.#filter);
    this.#counts = this.#count();
    for (const listener of this.#listeners) listener(this);
  }

  #count(): ReadonlyMap<AgentStatus, number> {
    const counts = new Map<AgentStatus, number>();
    const { tasks } = this.document;
    for (const index of filterTasks(this.document, this.#texts, { ...this.#filter, statuses: new Set() })) {
      const { status } = tasks[index]!;
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    return counts;
  }

  /** Tells at once, and then whenever something changes. */
  watch(listener: (view: View) => void): void {
    this.#listeners.push(listener);
    listener(this);
  }
}
