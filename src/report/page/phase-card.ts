import { formatDuration } from '../../definition/duration.ts';
import type { ReportedPhase } from '../report-document.ts';
import { element, statusLabel } from './element.ts';
import { jsonView } from './json-view.ts';
import { clock } from './names.ts';
import type { View } from './view.ts';

/** The phase that is selected: what it is, and why it is as it is. */
export function phaseCard(view: View, into: HTMLElement): void {
  let shown: string | undefined;
  view.watch(({ document: report, filter }) => {
    if (filter.phase === shown) return;
    shown = filter.phase;
    const phase = report.phases.find(({ path }) => path === filter.phase);
    into.replaceChildren(...(phase ? [card(phase, report.made_at, view)] : []));
  });
}

function card(phase: ReportedPhase, now: number, view: View): HTMLElement {
  const { started_at: from, finished_at: to } = phase;
  const time = from === null ? null : `${clock(from)}, ${formatDuration((to ?? now) - from)}`;
  const pairs: readonly (readonly [string, string | null | undefined])[] = [
    ['Reason', phase.reason],
    ['Started', time],
    ['After', phase.after.join(', ') || null],
    ['Condition', phase.if],
    ['Approval', phase.approval],
    ['Workflow', phase.workflow && `${phase.workflow}${phase.workflow_id ? ` (${phase.workflow_id})` : ''}`],
  ];
  return element(
    'div',
    { class: 'card' },
    element(
      'div',
      { class: 'section-head' },
      element(
        'h3',
        {},
        phase.path,
        ' ',
        statusLabel(phase.status),
        phase.tolerated && element('span', { class: 'flag' }, 'tolerated'),
      ),
      element(
        'button',
        { type: 'button', class: 'button', on: { click: () => view.change({ phase: undefined }) } },
        'Show all phases',
      ),
    ),
    phase.description !== undefined && element('p', { class: 'muted' }, phase.description),
    element(
      'dl',
      { class: 'facts' },
      ...pairs
        .filter(([, value]) => value)
        .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
    phase.outputs && jsonView(phase.outputs, `outputs of ${phase.path}`),
  );
}
