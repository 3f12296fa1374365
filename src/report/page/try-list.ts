import { formatDuration } from '../../definition/duration.ts';
import type { ReportedTask } from '../report-document.ts';
import { element, statusLabel } from './element.ts';
import { clock } from './names.ts';

/** The attempts of an agent, where there was more than one and they are known one by one. */
export function tryList({ tries }: ReportedTask): HTMLElement[] {
  if (tries.length < 2) return [];
  const rows = tries.map(({ attempt, started, ended, status }) =>
    element(
      'tr',
      {},
      element('td', {}, String(attempt)),
      element('td', {}, status === 'handed_over' ? 'handed over: its worker shut down' : statusLabel(status)),
      element('td', {}, clock(started)),
      element('td', {}, ended === null ? '–' : formatDuration(ended - started)),
    ),
  );
  const heads = ['Attempt', 'Status', 'Started', 'Duration'].map((name) => element('th', { scope: 'col' }, name));
  return [
    element('h3', {}, 'Attempts'),
    element('table', {}, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows)),
  ];
}
