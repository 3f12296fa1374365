import { RE2JS } from 're2js';
import { spend } from './budget.ts';
import { CelFault } from './cel.ts';
import { MAX_PATTERN } from './limits.ts';

/**
 * CEL's `matches`, in time that grows with the text and no faster: the library's own is RegExp, with which `^(a+)+$` on
 * 60 letters never ends.
 * @throws CelFault
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const { compiled, fault } = compile(pattern);
  if (!compiled) throw new CelFault('failed', fault);
  // Also for a pattern that is kept: what an evaluation may do must not depend on those before it.
  spend(compiled.programSize() * 2 + (text.length * compiled.programSize()) / 64);
  return compiled.test(text);
}

/** What is wrong with a pattern, if anything. */
export function patternFault(pattern: string): string | undefined {
  return compile(pattern).fault;
}

type Compiled =
  { readonly compiled: RE2JS; readonly fault?: undefined } | { readonly compiled?: undefined; readonly fault: string };

const MAX_KEPT = 100;
const kept = new Map<string, RE2JS>();

function compile(pattern: string): Compiled {
  if (pattern.length > MAX_PATTERN) return { fault: `the pattern is longer than ${MAX_PATTERN} characters` };
  const compiled = kept.get(pattern);
  if (compiled) return { compiled };
  try {
    const made = RE2JS.compile(pattern);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(pattern, made);
    return { compiled: made };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    return { fault: `${JSON.stringify(pattern)} is not a pattern that matches() takes: ${reason}` };
  }
}
