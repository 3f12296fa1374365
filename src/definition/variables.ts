import type { Finding } from './source.ts';

type Fault = Pick<Finding, 'code' | 'message' | 'hint'>;

const REFERENCE = /\$\$\{|\$\{\{|\$\{([^}]*)\}?/g;
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/** Replaces `${VAR}` and `${VAR:-default}` from the client's environment; `$${` is a literal `${`. */
export function substituteVariables(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): { text: string; faults: Fault[] } {
  const faults: Fault[] = [];
  const replaced = text.replace(REFERENCE, (written: string, inner: string | undefined) => {
    if (written === '$${') return '${';
    if (inner === undefined || inner.startsWith('secret:')) {
      const kind = inner === undefined ? '${{ … }} expressions' : '${secret:…} references';
      faults.push({
        code: 'misplaced-reference',
        message: `${kind} are not available here`,
        hint: 'Write $${ for a literal ${.',
      });
      return written;
    }
    const [, name, fallback] = VARIABLE.exec(inner) ?? [];
    if (name === undefined || !written.endsWith('}')) {
      faults.push({
        code: 'misplaced-reference',
        message: `"${written}" is not a variable`,
        hint: 'Write ${NAME}, ${NAME:-default}, or $${ for a literal ${.',
      });
      return written;
    }
    // As in a shell, `:-` also stands in for a variable that is set to nothing.
    const value = environment[name];
    if (fallback !== undefined) return value || fallback;
    if (value === undefined) {
      faults.push({
        code: 'unset-variable',
        message: `the environment variable ${name} is not set`,
        hint: `Set it, or give a default: \${${name}:-value}`,
      });
      return '';
    }
    return value;
  });
  return { text: replaced, faults };
}
