import { inspect } from 'node:util';
import { escapeControls } from '../executor/safe-text.ts';

/** Characters. A shorter value stands in too many texts that have nothing to do with it. */
export const SHORTEST_MASKED = 6;

/**
 * The texts by which a secret is known: as it is, as JSON, in a URL, in base64 wherever it stands in what was encoded, as a log
 * shows it, and, if it has several lines, each of them, since logs are looked at line by line.
 */
export function secretForms(secret: string): string[] {
  if (secret.length < SHORTEST_MASKED) return [];
  const [, , query = ''] = /^(.)=(.*)$/s.exec(new URLSearchParams({ a: secret }).toString()) ?? [];
  const encoded = [query, wellFormed(secret)];
  const forms = [
    secret,
    secret.trim(),
    inJson(secret),
    asciiJson(secret),
    inspect(secret, { maxStringLength: Infinity, breakLength: Infinity }).slice(1, -1),
    escapeControls(secret),
    escapeControls(secret, '\n\t'),
    ...encoded,
    ...encoded.map((form) => form.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())),
    ...base64Forms(secret),
    ...secret.split(/\r?\n/).map((line) => line.trim()),
  ];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_MASKED);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As Python writes JSON. */
function asciiJson(secret: string): string {
  return inJson(secret).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A lone half of a character cannot be written in a URL. */
function wellFormed(secret: string): string {
  return encodeURIComponent(Buffer.from(secret).toString());
}

/**
 * Four characters of base64 hold three bytes. So a text has three shapes in the base64 of a longer one, such as `user:password`,
 * by where it begins; of each, those characters are known that hold nothing else.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const within = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [bytes.toString('base64'), ...within].flatMap((form) => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_'),
    encodeURIComponent(form),
  ]);
}
