import { readFileSync, statSync } from 'node:fs';
import { didYouMean } from './definition/did-you-mean.ts';
import type { Problem } from './definition/problem.ts';
import type { Runtime } from './definition/run-definition.ts';

type Doubt = Pick<Problem, 'code' | 'message'>;

/** What is longer was hardly written by a hand. */
const MAX_BYTES = 1024 * 1024;

/**
 * Doubts about a class, from the text of its module: nothing is loaded, so that a check runs nobody's code. Only what can hardly be
 * otherwise is doubted: a name that is nowhere in the text, a class without a parent in a file that has no word "run".
 */
export function lookIntoModule(file: string, module: string, className: string, runtime: Runtime): Doubt | undefined {
  const text = read(file);
  if (text === undefined) return undefined;
  const { declared, parentless, opaque } = runtime === 'python' ? PYTHON : NODE;
  if (!wordIn(text, className)) {
    if (opaque.test(text)) return undefined;
    const meant = didYouMean(
      className,
      [...text.matchAll(declared)].map(([, name = '']) => name),
    );
    const message = `module "${module}" has no class "${className}"` + (meant ? `; did you mean "${meant}"?` : '');
    return { code: 'agent-not-found', message };
  }
  if (wordIn(text, 'run') || !parentless(className).test(text)) return undefined;
  return { code: 'not-an-agent', message: `class "${className}" of module "${module}" has no method run` };
}

interface Language {
  /** Names of the classes that a text declares. */
  readonly declared: RegExp;
  /** A class that inherits from none. */
  readonly parentless: (name: string) => RegExp;
  /** The text takes over names that it does not mention. */
  readonly opaque: RegExp;
}

const NODE: Language = {
  declared: /\bclass\s+([A-Za-z_$][\w$]*)/g,
  parentless: (name) => new RegExp(`\\bclass\\s+${escaped(name)}\\s*(?:implements\\b[^{]*)?\\{`),
  opaque: /\bexport\s*\*|\bmodule\.exports\b|\bexports\s*\[/,
};

const PYTHON: Language = {
  declared: /^class\s+([A-Za-z_]\w*)/gm,
  parentless: (name) => new RegExp(`^class\\s+${escaped(name)}\\s*(?:\\(\\s*(?:object)?\\s*\\))?\\s*:`, 'm'),
  opaque: /\bimport\s*\*|\bglobals\(\)|\bsetattr\(|\b__getattr__\b/,
};

function read(file: string): string | undefined {
  try {
    return statSync(file).size > MAX_BYTES ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined; // It was there a moment ago; the worker has the last word.
  }
}

const wordIn = (text: string, word: string): boolean => new RegExp(`(?<![\\w$])${escaped(word)}(?![\\w$])`).test(text);

const escaped = (name: string): string => name.replaceAll('$', '\\$');
