import { quote } from '../say.ts';
import type { TextFault } from './read-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/** The value of `VAR` or `VAR:-default`, which is what stands in `${…}`. */
export function readVariable(
  inner: string,
  environment: Environment,
): { value: string; fault?: undefined } | { value?: undefined; fault: TextFault } {
  const [, name, fallback] = VARIABLE.exec(inner) ?? [];
  if (name === undefined) return { fault: notAVariable(inner) };
  if (fallback?.includes('${')) {
    const message = `the default of \${${name}:-…} cannot refer to something else`;
    return { fault: { code: 'misplaced-reference', message, hint: 'Write the default itself.' } };
  }
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  // As in a shell, `:-` also stands in for a variable that is set to nothing.
  if (fallback !== undefined) return { value: value || fallback };
  if (value !== undefined) return { value };
  const isExpression = EXPRESSION_VARIABLES.includes(name);
  return {
    fault: {
      code: 'unset-variable',
      message: `the environment variable ${name} is not set`,
      hint: isExpression
        ? `An expression is written \${{ ${name} }}.`
        : `Set it, or give a default: \${${name}:-value}`,
    },
  };
}

const EXPRESSION_VARIABLES = ['inputs', 'phases', 'item', 'item_index', 'run'];

function notAVariable(inner: string): TextFault {
  const trimmed = inner.trim();
  const root = /^\w*/.exec(trimmed)![0];
  const hint =
    EXPRESSION_VARIABLES.includes(root) || inner.startsWith('{')
      ? `An expression is written \${{ ${trimmed} }}.`
      : /^secrets?\b/i.test(trimmed)
        ? 'A secret is written ${secret:NAME}.'
        : 'Write ${NAME} or ${NAME:-default}; a literal ${ is written $${.';
  return { code: 'bad-name', message: `${quote(`\${${inner}}`)} does not name an environment variable`, hint };
}
