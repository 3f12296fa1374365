import type { Json } from '../../definition/json.ts';
import { element } from './element.ts';

/** Entries of one list or mapping that are shown before somebody asks for more. */
const CHUNK = 100;
const LONGEST_TEXT = 2_000;

/** A JSON document that folds. What is folded is not in the page. */
export function jsonView(value: Json | object, label: string): HTMLElement {
  return element(
    'div',
    { class: 'json' },
    element(
      'button',
      {
        type: 'button',
        class: 'quiet copy',
        'aria-label': `Copy ${label} as JSON`,
        on: { click: (event) => void copy(event.currentTarget as HTMLElement, value) },
      },
      'Copy',
    ),
    element('div', { class: 'json-tree' }, entry(undefined, value, true)),
  );
}

async function copy(button: HTMLElement, value: Json | object): Promise<void> {
  await navigator.clipboard.writeText(JSON.stringify(value, undefined, 2)).then(
    () => (button.textContent = 'Copied'),
    () => (button.textContent = 'Not allowed'),
  );
}

function entry(key: string | undefined, value: Json | object, isOpen = false): HTMLElement {
  const name = key === undefined ? '' : element('span', { class: 'json-key' }, `${key}: `);
  if (typeof value !== 'object' || value === null) return element('div', { class: 'json-leaf' }, name, scalar(value));
  const entries = Array.isArray(value)
    ? value.map((each, index) => [String(index), each] as const)
    : Object.entries(value);
  if (entries.length === 0)
    return element(
      'div',
      { class: 'json-leaf' },
      name,
      element('span', { class: 'json-empty' }, Array.isArray(value) ? '[ ]' : '{ }'),
    );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = element('div', { class: 'json-inner' });
  const fold = element(
    'details',
    { open: isOpen },
    element('summary', {}, name, element('span', { class: 'json-size' }, `${open} ${entries.length} ${close}`)),
    inner,
  );
  const fill = () => {
    if (fold.open && inner.childElementCount === 0) addChunk(inner, entries, 0);
  };
  fold.addEventListener('toggle', fill);
  fill();
  return fold;
}

function addChunk(inner: HTMLElement, entries: readonly (readonly [string, Json])[], from: number): void {
  const to = Math.min(entries.length, from + CHUNK);
  inner.append(...entries.slice(from, to).map(([key, each]) => entry(key, each)));
  if (to === entries.length) return;
  const more = element('button', { type: 'button', class: 'quiet' }, `${entries.length - to} more`);
  more.addEventListener('click', () => {
    more.remove();
    addChunk(inner, entries, to);
  });
  inner.append(more);
}

function scalar(value: string | number | boolean | null): HTMLElement {
  if (typeof value !== 'string')
    return element('span', { class: `json-${value === null ? 'null' : typeof value}` }, String(value));
  const cut = value.length > LONGEST_TEXT;
  const text = element('span', { class: 'json-string' }, JSON.stringify(cut ? value.slice(0, LONGEST_TEXT) : value));
  if (!cut) return text;
  const more = element('button', { type: 'button', class: 'quiet' }, `${value.length - LONGEST_TEXT} more characters`);
  more.addEventListener('click', () => {
    text.textContent = JSON.stringify(value);
    more.remove();
  });
  return element('span', {}, text, ' ', more);
}
