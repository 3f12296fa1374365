import { formatDuration } from '../../definition/duration.ts';
import type { ReportedTask } from '../report-document.ts';
import type { Detail } from './detail.ts';
import { element, statusLabel } from './element.ts';
import { clock, taskName } from './names.ts';
import { sortTasks, type Sorting, type SortKey } from './sort-tasks.ts';
import type { View } from './view.ts';
import { isNarrow } from './narrow.ts';
import { VirtualRows } from './virtual-rows.ts';

const COLUMNS: readonly { readonly key: SortKey; readonly name: string; readonly class: string }[] = [
  { key: 'order', name: 'Agent', class: 'c-agent' },
  { key: 'status', name: 'Status', class: 'c-status' },
  { key: 'attempts', name: 'Attempts', class: 'c-attempts' },
  { key: 'started', name: 'Started', class: 'c-started' },
  { key: 'duration', name: 'Duration', class: 'c-duration' },
];

/** Every agent and item, to be sorted and opened. */
export function agentTable(view: View, detail: Detail, into: HTMLElement): void {
  const { tasks } = view.document;
  let sorting: Sorting = { key: 'order', descending: false };
  let rows: readonly number[] = [];
  const table = new VirtualRows({
    label: 'Agents and their items',
    role: 'grid',
    rowHeight: () => (isNarrow() ? 60 : 36),
    render: (index) => row(view, tasks[rows[index]!]!),
    onOpen: (index) => detail.show(rows[index]!, rows),
  });
  const nothing = element('p', { class: 'muted' }, 'No agent passes the filter.');
  const headers = COLUMNS.map(({ key, name, class: className }) => {
    const button = element('button', { type: 'button' }, name);
    button.addEventListener('click', () => {
      // The longest, the most and the latest are what somebody looks for first.
      const descending = sorting.key === key ? !sorting.descending : key === 'attempts' || key === 'duration';
      sorting = { key, descending };
      update();
    });
    return element('div', { role: 'columnheader', class: className }, button);
  });
  const update = () => {
    rows = sortTasks(tasks, view.found, sorting);
    for (const [index, { key }] of COLUMNS.entries()) {
      const order = sorting.descending ? 'descending' : 'ascending';
      headers[index]!.setAttribute('aria-sort', key === sorting.key ? order : 'none');
    }
    table.setCount(rows.length);
    nothing.hidden = rows.length > 0;
    table.box.hidden = rows.length === 0;
  };
  table.box.classList.add('agents');
  table.head.append(element('div', { role: 'row', 'aria-rowindex': 1, class: 'row head' }, ...headers));
  into.append(element('h2', { id: 'agents-title' }, 'Agents'), nothing, table.box);
  view.watch(update);
}

function row({ document: { phases } }: View, task: ReportedTask): HTMLElement {
  const news = task.error ? `${task.error.type}: ${task.error.message}` : (task.reason ?? '');
  const progress = task.progress ? `${Math.round(task.progress.fraction * 100)}% ${task.progress.text ?? ''}` : '';
  return element(
    'div',
    { class: `row s-${task.status}` },
    element(
      'div',
      { role: 'gridcell', class: 'c-agent' },
      element('span', { class: 'dim' }, `${phases[task.phase]!.path} / `),
      element('span', { class: 'task' }, taskName(task)),
      ...task.flags.map((flag) => element('span', { class: 'flag' }, flag)),
      element('span', { class: 'news' }, progress || news),
    ),
    element('div', { role: 'gridcell', class: 'c-status' }, statusLabel(task.status)),
    element('div', { role: 'gridcell', class: 'c-attempts' }, task.attempts > 0 ? String(task.attempts) : '–'),
    element('div', { role: 'gridcell', class: 'c-started' }, clock(task.times.scheduled) || '–'),
    element(
      'div',
      { role: 'gridcell', class: 'c-duration' },
      task.duration === null ? '–' : formatDuration(task.duration),
    ),
  );
}
