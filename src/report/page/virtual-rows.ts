import { element } from './element.ts';

export interface VirtualRowsOptions {
  /** Says whose rows they are. */
  readonly label: string;
  readonly role: 'grid' | 'treegrid';
  readonly rowHeight: () => number;
  /** Makes a row; it is made anew when it comes into sight. */
  readonly render: (index: number) => HTMLElement;
  readonly onOpen: (index: number) => void;
  /** What else a key does to the row that is active. */
  readonly onKey?: (key: string, index: number) => void;
}

/** Rows beyond what is seen, so that scrolling never shows a gap. */
const OVERSCAN = 10;

/**
 * A scrolling box with any number of rows, of which only those in sight are in the page. The box has the focus, and one row is
 * active: the arrows move it, Enter opens it.
 */
export class VirtualRows {
  readonly box: HTMLElement;
  /** Stands above the rows and scrolls sideways with them. */
  readonly head: HTMLElement;
  readonly #options: VirtualRowsOptions;
  readonly #rows: HTMLElement;
  readonly #shown = new Map<number, HTMLElement>();
  #count = 0;
  #active = 0;
  #frame = 0;

  constructor(options: VirtualRowsOptions) {
    this.#options = options;
    this.head = element('div', { class: 'rows-head', role: 'rowgroup' });
    this.#rows = element('div', { class: 'rows-body', role: 'rowgroup' });
    this.box = element(
      'div',
      {
        class: 'rows',
        role: options.role,
        tabindex: 0,
        'aria-label': options.label,
        on: {
          scroll: () => this.#later(),
          keydown: (event) => this.#key(event as KeyboardEvent),
          click: (event) => this.#click(event),
          focus: () => this.#later(),
        },
      },
      this.head,
      this.#rows,
    );
    new ResizeObserver(() => this.refresh()).observe(this.box);
  }

  /** All rows are other ones now. */
  setCount(count: number): void {
    this.#count = count;
    this.#active = Math.min(this.#active, Math.max(0, count - 1));
    this.box.setAttribute('aria-rowcount', String(count + 1));
    this.refresh();
  }

  refresh(): void {
    for (const row of this.#shown.values()) row.remove();
    this.#shown.clear();
    this.#rows.style.height = `${this.#count * this.#options.rowHeight()}px`;
    this.#draw();
  }

  activate(index: number): void {
    this.#active = index;
    const height = this.#options.rowHeight();
    const seen = this.box.clientHeight - this.head.offsetHeight;
    const top = index * height;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + height > this.box.scrollTop + seen) this.box.scrollTop = top + height - seen;
    this.#draw();
  }

  #later(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#frame = 0;
    const height = this.#options.rowHeight();
    const first = Math.max(0, Math.floor(this.box.scrollTop / height) - OVERSCAN);
    const last = Math.min(this.#count, Math.ceil((this.box.scrollTop + this.box.clientHeight) / height) + OVERSCAN);
    for (const [index, row] of this.#shown) {
      if (index >= first && index < last) continue;
      row.remove();
      this.#shown.delete(index);
    }
    const fresh = document.createDocumentFragment();
    for (let index = first; index < last; index++) {
      let row = this.#shown.get(index);
      if (!row) {
        row = this.#options.render(index);
        row.id = `${this.#options.role}-${index}`;
        row.dataset['index'] = String(index);
        row.setAttribute('role', 'row');
        row.setAttribute('aria-rowindex', String(index + 2));
        row.style.top = `${index * height}px`;
        this.#shown.set(index, row);
        fresh.append(row);
      }
      row.classList.toggle('active', index === this.#active);
    }
    this.#rows.append(fresh);
    const active = this.#shown.get(this.#active);
    if (active) this.box.setAttribute('aria-activedescendant', active.id);
    else this.box.removeAttribute('aria-activedescendant');
  }

  #click(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    if (!row) return;
    this.#active = Number(row.dataset['index']);
    this.#draw();
    this.#options.onOpen(this.#active);
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.box || this.#count === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.#options.rowHeight()) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#count - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) this.activate(Math.min(this.#count - 1, Math.max(0, to)));
    else if (event.key === 'Enter' || event.key === ' ') this.#options.onOpen(this.#active);
    else if ((event.key === 'ArrowLeft' || event.key === 'ArrowRight') && this.#options.onKey)
      this.#options.onKey(event.key, this.#active);
    else return;
    event.preventDefault();
  }
}
