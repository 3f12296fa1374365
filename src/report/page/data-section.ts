import type { JsonObject } from '../../definition/json.ts';
import type { ReportDocument } from '../report-document.ts';
import { element } from './element.ts';
import { jsonView } from './json-view.ts';

/** What went into the run, what came out, and what it was told to do. */
export function dataSection({ inputs, outputs, definition, run }: ReportDocument, into: HTMLElement): void {
  into.append(
    element('h2', { id: 'data-title' }, 'Inputs, outputs, definition'),
    element('div', { class: 'columns' }, part('Inputs', inputs), part('Outputs', outputs)),
    element(
      'div',
      { class: 'card' },
      element('h3', {}, 'Definition'),
      element(
        'p',
        { class: 'muted' },
        'As the run was started with it: defaults are filled in, durations are milliseconds. ',
        element('code', {}, run.definition_hash),
      ),
      jsonView(definition, 'the definition'),
    ),
  );
}

function part(title: string, value: JsonObject): HTMLElement {
  const isEmpty = Object.keys(value).length === 0;
  return element(
    'div',
    { class: 'card' },
    element('h3', {}, title),
    isEmpty ? element('p', { class: 'muted' }, 'None.') : jsonView(value, title.toLowerCase()),
  );
}
