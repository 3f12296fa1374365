import { formatDuration } from '../../definition/duration.ts';
import type { ReportedTask } from '../report-document.ts';
import { element, statusLabel } from './element.ts';
import { jsonView } from './json-view.ts';
import { clock, dateAndClock, plural, taskName } from './names.ts';
import { tryList } from './try-list.ts';
import type { View } from './view.ts';

/** All about one agent or item, in a drawer. The arrows at its top go through those of the list it was opened from. */
export class Detail {
  readonly #view: View;
  readonly #dialog: HTMLDialogElement;
  #list: readonly number[] = [];

  constructor(view: View, dialog: HTMLDialogElement) {
    this.#view = view;
    this.#dialog = dialog;
    // A click beside the drawer hits the dialog itself.
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  show(task: number, list: readonly number[] = [task]): void {
    this.#list = list;
    this.#fill(task);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
  }

  #fill(index: number): void {
    const { document: report } = this.#view;
    const task = report.tasks[index]!;
    const phase = report.phases[task.phase]!;
    this.#dialog.replaceChildren(
      element(
        'div',
        { class: 'drawer-body' },
        this.#tools(index),
        element('p', { class: 'muted crumb' }, phase.path),
        element('h2', { id: 'detail-title' }, taskName(task)),
        element(
          'p',
          {},
          statusLabel(task.status),
          ...task.flags.map((flag) => element('span', { class: 'flag' }, flag)),
        ),
        task.reason !== null && element('p', {}, task.reason),
        ...errorPart(task),
        facts(task),
        ...tryList(task),
        ...outputPart(task),
        ...logPart(task),
        ...itemPart(task),
      ),
    );
  }

  #tools(index: number): HTMLElement {
    const position = this.#list.indexOf(index);
    const go = (name: string, text: string, to: number | undefined) => {
      const button = element(
        'button',
        { type: 'button', class: 'button', 'aria-label': name, disabled: to === undefined },
        text,
      );
      if (to !== undefined)
        button.addEventListener('click', () => {
          this.show(to, this.#list);
          this.#dialog.querySelector<HTMLElement>(`[aria-label="${name}"]:not(:disabled)`)?.focus();
        });
      return button;
    };
    return element(
      'div',
      { class: 'drawer-tools' },
      ...(this.#list.length > 1
        ? [go('Previous', '↑', this.#list[position - 1]), go('Next', '↓', this.#list[position + 1])]
        : []),
      element('span', { class: 'muted' }, this.#list.length > 1 && `${position + 1} of ${this.#list.length}`),
      element('button', { type: 'button', class: 'button close', on: { click: () => this.#dialog.close() } }, 'Close'),
    );
  }
}

function errorPart({ error, status }: ReportedTask): HTMLElement[] {
  if (!error) return [];
  const title = status === 'running' ? 'The attempt before failed' : error.type;
  return [
    element(
      'div',
      { class: 'callout s-failed' },
      element('strong', {}, title),
      element('pre', { tabindex: 0 }, error.message),
    ),
  ];
}

function facts(task: ReportedTask): HTMLElement {
  const { scheduled, started, ended } = task.times;
  const pairs: readonly (readonly [string, string | null])[] = [
    ['Class', task.class],
    ['Module', task.module],
    ['Attempts', String(task.attempts)],
    ['Duration', task.duration === null ? null : formatDuration(task.duration)],
    ['Asked for', scheduled === null ? null : dateAndClock(scheduled)],
    ['Last attempt', started === null ? null : clock(started)],
    ['Ended', ended === null ? null : clock(ended)],
    ['Progress', task.progress ? `${Math.round(task.progress.fraction * 100)}% ${task.progress.text ?? ''}` : null],
  ];
  return element(
    'dl',
    { class: 'facts' },
    ...pairs
      .filter(([, value]) => value !== null)
      .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

function outputPart({ output, output_bytes: bytes }: ReportedTask): HTMLElement[] {
  if (bytes !== undefined)
    return [
      element('h3', {}, 'Output'),
      element(
        'p',
        { class: 'muted' },
        `${bytes.toLocaleString('en')} characters: too much for this page. It stands in the result of the run.`,
      ),
    ];
  return output === undefined || output === null ? [] : [element('h3', {}, 'Output'), jsonView(output, 'the output')];
}

function itemPart({ item }: ReportedTask): HTMLElement[] {
  return item && typeof item.value === 'object' && item.value !== null
    ? [element('h3', {}, 'Item'), jsonView(item.value, 'the item')]
    : [];
}

function logPart({ log }: ReportedTask): HTMLElement[] {
  if (!log) return [];
  return [
    element('h3', {}, 'Log'),
    element(
      'div',
      { class: 'log', tabindex: 0, role: 'region', 'aria-label': 'Log' },
      log.left_out > 0 && element('div', { class: 'dim' }, `${plural(log.left_out, 'line')} before these`),
      ...log.lines.map(({ attempt, time, level, text }) =>
        element(
          'div',
          { class: `line l-${level}` },
          element('span', { class: 'dim' }, `${clock(Date.parse(time))} ${attempt > 1 ? `(${attempt}) ` : ''}`),
          level === 'warn' || level === 'error' ? element('b', {}, `${level.toUpperCase()} `) : '',
          text,
        ),
      ),
    ),
  ];
}
