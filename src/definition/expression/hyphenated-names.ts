import { pathOf } from './check-reference.ts';
import type { ExpressionFault } from './fault.ts';
import type { Reference } from './references.ts';
import type { Scope } from './scope.ts';
import { VARIABLES } from './vocabulary.ts';

/**
 * `phases.data-collection` is a subtraction to CEL. It is recognised in the text, since `phases.step-2nd` cannot even be
 * parsed; where the expression could be parsed, a match counts only if a path begins there, so not inside a text.
 */
export function hyphenatedNames(
  text: string,
  scope: Scope,
  references: readonly Reference[] | undefined,
): ExpressionFault[] {
  return [...text.matchAll(DOTTED)].flatMap((match) => {
    const start = match.index;
    if (references && !references.some(({ steps: [variable] }) => variable.start === start)) return [];
    const [, of = '', phase, name = ''] = match;
    const known = namesIn(of, phase, scope);
    const [first = '', second = ''] = name.split('-');
    if (known.has(first) && (VARIABLES.includes(second) || /^\d+$/.test(second))) return [];
    const joined = longestKnown(name, known);
    return joined === undefined ? [] : [fault(of, joined, start)];
  });
}

/** A path up to a name that has hyphens: of an input, of a phase, or of an output. */
const DOTTED = /(?<![\w."'])(inputs|phases(?:\.(\w+)\.outputs|\[["'][\w-]+["']\]\.outputs)?)\.(\w+(?:-\w+)+)/g;

function namesIn(of: string, phase: string | undefined, { inputs, phases }: Scope): ReadonlySet<string> {
  if (of === 'inputs') return new Set(Object.keys(inputs));
  if (of === 'phases') return new Set(phases.keys());
  const name = phase ?? /\[["'](.*)["']\]/.exec(of)?.[1] ?? '';
  return new Set(phases.get(name)?.outputs);
}

/** Of `data-collection-1` the part that is a name, for what follows may well be subtracted from it. */
function longestKnown(name: string, known: ReadonlySet<string>): string | undefined {
  const parts = name.split('-');
  return parts
    .map((_, index) => parts.slice(0, parts.length - index).join('-'))
    .find((joined) => joined.includes('-') && known.has(joined));
}

function fault(of: string, name: string, start: number): ExpressionFault {
  const [first, ...rest] = name.split('-');
  return {
    code: 'unknown-reference',
    message: `${of}.${name} is read as ${of}.${first} minus ${rest.join(' minus ')}`,
    hint: `Write ${pathOf(name, of)}.`,
    start,
    end: start + of.length + 1 + name.length,
  };
}
