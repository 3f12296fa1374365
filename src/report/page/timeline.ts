import { formatDuration } from '../../definition/duration.ts';
import { STATUS_WORDS } from '../../graph/status-words.ts';
import { phaseBars, taskBars, type Bar } from './bars.ts';
import type { Detail } from './detail.ts';
import { element, mark } from './element.ts';
import { isWithin } from './filter.ts';
import { isNarrow } from './narrow.ts';
import { clock, taskName } from './names.ts';
import { ticks } from './time-scale.ts';
import { timelineRows, type TimelineRow } from './timeline-rows.ts';
import type { View } from './view.ts';
import { VirtualRows } from './virtual-rows.ts';

/** With more tasks than this, phases are closed at first. */
const OPEN_AT_FIRST = 80;
const STEP = 1.6;
const LARGEST = 400;
/** Room for the time of a tick, in pixels. */
const TICK = 84;

/** When each phase and each agent waited and worked. */
export function timeline(view: View, detail: Detail, into: HTMLElement): void {
  const { document: report } = view;
  const { started_at: start, finished_at: end } = report.run;
  const length = Math.max(1, (end ?? report.made_at) - start);
  const opened = new Map<number, boolean>();
  const isOpen = (phase: number): boolean =>
    opened.get(phase) ?? (report.tasks.length <= OPEN_AT_FIRST || (view.isFiltering && view.found.length <= 1000));
  // A phase that has run no agent is seen as long as nobody looks for agents.
  const isShown = (phase: number): boolean =>
    view.filter.text === '' &&
    view.filter.statuses.size === 0 &&
    isWithin(report.phases[phase]!.path, view.filter.phase);
  let rows: readonly TimelineRow[] = [];
  let zoom = 1;

  const toggle = (phase: number, open: boolean) => {
    opened.set(phase, open);
    update();
  };
  const list = new VirtualRows({
    label: 'Timeline of phases and agents',
    role: 'treegrid',
    rowHeight: () => 28,
    render: (index) => row(view, rows[index]!, { start, length }),
    onOpen(index) {
      const each = rows[index]!;
      if (each.kind === 'task') detail.show(each.task, view.found);
      else toggle(each.phase, !each.isOpen);
    },
    onKey(key, index) {
      const each = rows[index]!;
      if (each.kind === 'phase') toggle(each.phase, key === 'ArrowRight');
    },
  });
  const axis = element('div', { role: 'columnheader', class: 'track axis' });
  const update = () => {
    const found = new Map<number, number[]>();
    for (const index of view.found) {
      const { phase } = report.tasks[index]!;
      const known = found.get(phase);
      if (known) known.push(index);
      else found.set(phase, [index]);
    }
    rows = timelineRows(report, found, { isOpen, isShown });
    list.setCount(rows.length);
  };
  const scale = () => {
    const visible = list.box.clientWidth - (isNarrow() ? 132 : 260);
    list.box.style.setProperty('--track', `${Math.max(120, Math.round(visible * zoom))}px`);
    const times = ticks(length, Math.min(2_000, Math.max(2, Math.floor((visible * zoom) / TICK))));
    list.box.style.setProperty('--tick', `${((times[1] ?? length) / length) * 100}%`);
    axis.replaceChildren(
      ...times.map((time) => {
        const tick = element('span', { class: 'tick' }, time === 0 ? '0' : formatDuration(time));
        tick.style.left = `${(time / length) * 100}%`;
        return tick;
      }),
    );
  };
  new ResizeObserver(scale).observe(list.box);
  const button = (name: string, text: string, action: () => void) =>
    element('button', { type: 'button', class: 'button', 'aria-label': name, on: { click: action } }, text);
  const setZoom = (next: number) => () => {
    const middle = (list.box.scrollLeft + list.box.clientWidth / 2) / zoom;
    zoom = Math.min(LARGEST, Math.max(1, next === 0 ? 1 : zoom * next));
    scale();
    list.box.scrollLeft = middle * zoom - list.box.clientWidth / 2;
  };
  const openAll = (open: boolean) => () => {
    for (const phase of report.phases.keys()) opened.set(phase, open);
    update();
  };
  list.box.classList.add('timeline');
  list.head.append(
    element(
      'div',
      { role: 'row', 'aria-rowindex': 1, class: 'row head' },
      element('div', { role: 'columnheader', class: 't-name' }, 'Phase, agent'),
      axis,
    ),
  );
  into.append(
    element(
      'div',
      { class: 'section-head' },
      element('h2', { id: 'timeline-title' }, 'Timeline'),
      element(
        'div',
        { class: 'tools' },
        button('Open all phases', 'Open all', openAll(true)),
        button('Close all phases', 'Close all', openAll(false)),
        button('Show more time at once', '−', setZoom(1 / STEP)),
        button('Show less time at once', '+', setZoom(STEP)),
        button('Fit all of the time', 'Fit', setZoom(0)),
      ),
    ),
    list.box,
    legend(),
  );
  scale();
  view.watch(update);
}

interface Span {
  readonly start: number;
  readonly length: number;
}

function row({ document: report }: View, each: TimelineRow, span: Span): HTMLElement {
  const phase = report.phases[each.phase]!;
  const now = report.run.finished_at ?? report.made_at;
  const isPhase = each.kind === 'phase';
  const of = isPhase ? phase : report.tasks[each.task]!;
  const bars = isPhase ? phaseBars(phase, now) : taskBars(report.tasks[each.task]!, now);
  const name = isPhase ? phase.path : taskName(report.tasks[each.task]!);
  const made = element(
    'div',
    { class: `row ${each.kind} s-${of.status}`, 'aria-level': isPhase ? 1 : 2 },
    element(
      'div',
      { role: 'gridcell', class: 't-name' },
      isPhase &&
        element('span', {
          class: `fold${each.isOpen ? ' open' : ''}${each.tasks === 0 ? ' none' : ''}`,
          'aria-hidden': 'true',
        }),
      mark(of.status),
      element('span', { class: 'task', title: name }, name),
      isPhase && each.tasks > 0 && element('span', { class: 'count' }, each.tasks.toLocaleString('en')),
      element('span', { class: 'hidden' }, ` ${STATUS_WORDS[of.status]}`),
    ),
    element(
      'div',
      { role: 'gridcell', class: 'track' },
      ...bars.map((bar) => drawn(bar, span)),
      element('span', { class: 'hidden' }, inWords(bars)),
    ),
  );
  if (isPhase && each.tasks > 0) made.setAttribute('aria-expanded', String(each.isOpen));
  return made;
}

function drawn(bar: Bar, { start, length }: Span): HTMLElement {
  const left = Math.min(1, Math.max(0, (bar.from - start) / length));
  const width = Math.min(1 - left, Math.max(0, (bar.to - bar.from) / length));
  const made = element('span', {
    class: `bar b-${bar.kind} s-${bar.status === 'handed_over' ? 'cancelled' : bar.status}`,
    title: `${bar.title}: ${formatDuration(bar.to - bar.from)}, from ${clock(bar.from)}`,
  });
  made.style.left = `${left * 100}%`;
  made.style.width = `max(2px, ${width * 100}%)`;
  return made;
}

const inWords = (bars: readonly Bar[]): string =>
  bars.map(({ title, from, to }) => `${title} from ${clock(from)} for ${formatDuration(to - from)}`).join(', ') ||
  'not begun';

function legend(): HTMLElement {
  const entry = (className: string, text: string) =>
    element('span', {}, element('span', { class: `bar swatch ${className}` }), text);
  return element(
    'p',
    { class: 'legend muted' },
    entry('b-waiting s-pending', 'waiting'),
    entry('b-earlier s-failed', 'earlier attempts and pauses'),
    entry('b-attempt s-success', 'at work, in the colour of its status'),
    entry('b-phase s-success', 'a phase'),
  );
}
