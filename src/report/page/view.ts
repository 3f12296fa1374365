import type { ReportDocument } from '../report-document.ts';
import { filterTasks, isFiltering, NO_FILTER, searchText, type Filter } from './filter.ts';

/** What is looked at now, and who wants to know when that changes. */
export class View {
  readonly document: ReportDocument;
  readonly #texts: readonly string[];
  readonly #listeners: ((view: View) => void)[] = [];
  #filter = NO_FILTER;
  #found: readonly number[];

  constructor(document: ReportDocument) {
    this.document = document;
    this.#texts = document.tasks.map((task) => searchText(document, task));
    this.#found = [...document.tasks.keys()];
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

  /** Tasks that would pass, were it not for their status. */
  foundOfAnyStatus(): readonly number[] {
    return filterTasks(this.document, this.#texts, { ...this.#filter, statuses: new Set() });
  }

  change(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    this.#found = filterTasks(this.document, this.#texts, this.#filter);
    for (const listener of this.#listeners) listener(this);
  }

  /** Tells at once, and then whenever something changes. */
  watch(listener: (view: View) => void): void {
    this.#listeners.push(listener);
    listener(this);
  }
}
