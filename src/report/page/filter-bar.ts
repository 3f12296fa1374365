import type { AgentStatus } from '../../workflows/run-result.ts';
import { STATUS_WORDS } from '../../graph/status-words.ts';
import { element, mark } from './element.ts';
import { plural } from './names.ts';
import type { View } from './view.ts';

const STATUSES: readonly AgentStatus[] = [
  'failed',
  'timed_out',
  'running',
  'pending',
  'success',
  'skipped',
  'blocked',
  'cancelled',
];
/** A search waits until nobody has typed for so long. */
const PAUSE = 120;

/** What the timeline and the table below it show: by words, by status, by phase. */
export function filterBar(view: View, into: HTMLElement): void {
  const search = element('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Search agents, items, errors',
    'aria-label': 'Search agents, items and errors',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  let timer = 0;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => view.change({ text: search.value }), PAUSE);
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.closest('input, select, textarea, dialog');
    if (event.key !== '/' || isTyping) return;
    event.preventDefault();
    search.focus();
  });
  const there = STATUSES.filter((status) => view.document.tasks.some((task) => task.status === status));
  const chips = there.map((status) => chip(view, status));
  const phase = element('button', {
    type: 'button',
    class: 'chip on',
    on: { click: () => view.change({ phase: undefined }) },
  });
  const clear = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      on: {
        click: () => {
          search.value = '';
          view.change({ text: '', statuses: new Set(), phase: undefined });
        },
      },
    },
    'Clear',
  );
  const count = element('span', { class: 'muted', role: 'status' });
  into.append(
    search,
    element('div', { class: 'chips', role: 'group', 'aria-label': 'Status' }, ...chips, phase),
    element('div', { class: 'found' }, count, clear),
  );
  view.watch(({ document: { tasks }, filter, found, isFiltering }) => {
    phase.hidden = filter.phase === undefined;
    phase.replaceChildren(`phase ${filter.phase ?? ''} ✕`);
    phase.setAttribute('aria-label', `Only phase ${filter.phase ?? ''}: show all`);
    clear.hidden = !isFiltering;
    count.textContent = isFiltering
      ? `${found.length.toLocaleString('en')} of ${plural(tasks.length, 'task')}`
      : plural(tasks.length, 'task');
  });
}

function chip(view: View, status: AgentStatus): HTMLElement {
  const count = element('span', { class: 'count' });
  const button = element('button', { type: 'button', class: 'chip' }, mark(status), STATUS_WORDS[status], count);
  button.addEventListener('click', () => {
    const statuses = new Set(view.filter.statuses);
    if (!statuses.delete(status)) statuses.add(status);
    view.change({ statuses });
  });
  view.watch(({ counts, filter }) => {
    const isOn = filter.statuses.has(status);
    button.classList.toggle('on', isOn);
    button.setAttribute('aria-pressed', String(isOn));
    count.textContent = (counts.get(status) ?? 0).toLocaleString('en');
  });
  return button;
}
