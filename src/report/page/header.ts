import type { ReportDocument } from '../report-document.ts';
import { element, statusLabel } from './element.ts';
import { themeSwitch } from './theme-switch.ts';

export function header({ run }: ReportDocument, into: HTMLElement): void {
  into.append(
    element(
      'div',
      { class: 'top-name' },
      element('span', { class: 'top-workflow' }, run.workflow),
      statusLabel(run.status),
    ),
    element(
      'div',
      { class: 'top-tools' },
      run.url !== null &&
        element('a', { class: 'button', href: run.url, rel: 'noreferrer', target: '_blank' }, 'Web UI'),
      themeSwitch(),
    ),
  );
}
