import type { Json, JsonObject } from '../../definition/json.ts';
import { AgentFailure } from '../executor/agent-failure.ts';
import { CUT } from '../executor/safe-text.ts';
import { secretForms, SHORTEST_MASKED } from './secret-forms.ts';

/** Puts `***` in the place of secrets, in whatever is about to leave an attempt. */
export interface SecretMask {
  text(text: string): string;
  value(value: Json): Json;
  fields(fields: JsonObject): JsonObject;
  /** Of JSON text, which stays JSON. */
  json(json: string): string;
  failure(failure: AgentFailure): AgentFailure;
}

/** Two keys of an object that differ in nothing but their secrets become one. */
export function createSecretMask(secrets: Iterable<string>): SecretMask {
  const forms = [...new Set([...secrets].flatMap(secretForms))];

  const bareForms = forms.map((form) => form.replaceAll('\\', '')).filter((form) => form.length >= SHORTEST_MASKED);

  const text = (shown: string): string => {
    const spans = spansIn(shown, forms);
    // JSON in JSON, inspected: however often a quote was escaped, it is the same quote without its backslashes.
    if (shown.includes('\\')) {
      const { bare, places } = withoutBackslashes(shown);
      for (const [start, end] of spansIn(bare, bareForms)) spans.push([places[start]!, places[end - 1]! + 1]);
    }
    return spans.length === 0 ? shown : withoutSpans(shown, spans);
  };
  const value = (shown: Json): Json => {
    if (typeof shown === 'string') return text(shown);
    // A secret made of digits may come as a number.
    if (typeof shown === 'number') return text(String(shown)) === String(shown) ? shown : MASK;
    if (typeof shown !== 'object' || shown === null) return shown;
    return isList(shown) ? shown.map(value) : fields(shown);
  };
  const fields = (shown: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(shown).map(([key, field]) => [text(key), value(field)]));

  return {
    text,
    value,
    fields,
    json: (json) => JSON.stringify(value(JSON.parse(json) as Json)),
    failure: ({ type, message, retryable, agentStack, retryAfter }) =>
      new AgentFailure(text(type), text(message), { retryable, stack: text(agentStack), retryAfter }),
  };
}

const MASK = '***';

type Span = readonly [start: number, end: number];

function spansIn(shown: string, forms: readonly string[]): Span[] {
  return [...forms.flatMap((form) => spansOf(form, shown)), ...spansAtCuts(forms, shown)];
}

function withoutBackslashes(shown: string): { readonly bare: string; readonly places: readonly number[] } {
  const places: number[] = [];
  for (let at = 0; at < shown.length; at++) if (shown[at] !== '\\') places.push(at);
  return { bare: shown.replaceAll('\\', ''), places };
}

function spansOf(form: string, shown: string): Span[] {
  const spans: Span[] = [];
  for (let at = shown.indexOf(form); at !== -1; at = shown.indexOf(form, at + 1)) spans.push([at, at + form.length]);
  return spans;
}

/** A text that was cut may end in the middle of a secret: whatever before a cut is the beginning of one is masked too. */
function spansAtCuts(forms: readonly string[], shown: string): Span[] {
  const spans: Span[] = [];
  for (const [cut] of spansOf(CUT, shown)) {
    const lengths = forms.map((form) => lengthOfStart(form, shown.slice(Math.max(0, cut - form.length), cut)));
    spans.push([cut - Math.max(0, ...lengths), cut]);
  }
  return spans.filter(([start, end]) => start < end);
}

/** How many characters at the end of `before` are the first ones of `form`. */
function lengthOfStart(form: string, before: string): number {
  for (let length = before.length; length > 0; length--) {
    if (form.startsWith(before.slice(before.length - length))) return length;
  }
  return 0;
}

/** Secrets may overlap, and one may be part of another: what belongs to any of them goes. */
function withoutSpans(shown: string, spans: readonly Span[]): string {
  let masked = '';
  let done = 0;
  let maskedTo = -1;
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    if (start > maskedTo) masked += shown.slice(done, start) + MASK;
    maskedTo = Math.max(maskedTo, end);
    done = maskedTo;
  }
  return masked + shown.slice(done);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
