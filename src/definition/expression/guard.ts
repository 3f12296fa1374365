import type { Node } from './cel.ts';
import type { ExpressionFault } from './fault.ts';
import { MAX_MACRO_DEPTH } from './limits.ts';
import { patternFault } from './linear-match.ts';
import { bindingOf, childrenOf, type Reference } from './references.ts';
import { CONSTANTS, FUNCTIONS, LEFT_OUT, METHODS, VARIABLES } from './vocabulary.ts';

/** The candidate that a word was most likely meant to be. */
export type Nearest = (word: string, candidates: readonly string[]) => string | undefined;

/**
 * What CEL has and expressions have not, whatever the workflow: because it could stall a run, or give something else on
 * another machine, or read what no expression may. Checked before the run, and again before each first evaluation.
 */
export function guard(text: string, ast: Node, references: readonly Reference[], nearest?: Nearest): ExpressionFault[] {
  return [...below(ast, text, 0, nearest), ...references.flatMap((reference) => [...misread(reference)])];
}

const NO_VARIABLES = new Set([...VARIABLES, ...CONSTANTS, 'secret', 'secrets', 'cel']);

function* below(node: Node, text: string, macros: number, nearest: Nearest | undefined): Generator<ExpressionFault> {
  if (node.op === 'value' && typeof node.args === 'object' && node.args !== null) {
    const what = node.args instanceof Uint8Array ? 'bytes' : 'unsigned integers';
    yield fault(`${what} are not part of expressions: JSON has none`, node);
  }
  if (node.op === 'call' || node.op === 'rcall') yield* callFaults(node, text, nearest);
  const binding = bindingOf(node);
  if (binding) {
    if (binding.name.op === 'id' && NO_VARIABLES.has(binding.name.args)) {
      yield fault(`"${binding.name.args}" has a meaning already`, binding.name, 'Give the variable another name.');
    }
    const depth = macros + (binding.repeats ? 1 : 0);
    if (depth > MAX_MACRO_DEPTH) {
      yield fault(
        `macros are nested more than ${MAX_MACRO_DEPTH} deep`,
        callPlace(node, text),
        'Let an agent do what takes so many steps.',
      );
      return;
    }
    yield* below(binding.over, text, macros, nearest);
    for (const child of binding.body) yield* below(child, text, depth, nearest);
  } else for (const child of childrenOf(node)) yield* below(child, text, macros, nearest);
}

function* callFaults(
  node: Node & { readonly op: 'call' | 'rcall' },
  text: string,
  nearest: Nearest | undefined,
): Generator<ExpressionFault> {
  const name = node.args[0];
  const place = callPlace(node, text);
  const [known, others] = node.op === 'call' ? [FUNCTIONS, METHODS] : [METHODS, FUNCTIONS];
  const leftOut = Object.hasOwn(LEFT_OUT, name) ? LEFT_OUT[name] : undefined;
  if (known.includes(name)) {
    const pattern = node.op === 'rcall' && name === 'matches' ? node.args[2][0] : undefined;
    if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return;
    const wrong = patternFault(pattern.args);
    if (wrong) yield fault(wrong, pattern, 'Patterns are those of RE2: no lookahead, no backreferences.');
  } else if (leftOut) yield fault(leftOut.what, place, leftOut.hint);
  else if (others.includes(name)) {
    const right = node.op === 'call' ? `value.${name}(…)` : `${name}(value)`;
    yield fault(
      `"${name}" is ${node.op === 'call' ? 'written after the value' : 'not a method'}`,
      place,
      `Write ${right}.`,
    );
  } else {
    const meant = nearest?.(name, [...known, ...others]);
    const message = `there is no function "${name}"` + (meant ? `; did you mean "${meant}"?` : '');
    yield fault(message, place, `The functions are: ${[...new Set([...FUNCTIONS, ...METHODS])].join(', ')}.`);
  }
}

/** The name of a function, where it is called. */
export function callPlace(node: Node, text: string): { start: number; end: number } {
  if (node.op === 'call') return { start: node.start, end: node.start + node.args[0].length };
  if (node.op !== 'rcall') return node;
  const [name, receiver] = node.args;
  const start = text.indexOf(name, receiver.end);
  return { start, end: start + name.length };
}

function* misread({ steps, dynamic }: Reference): Generator<ExpressionFault> {
  const [variable] = steps;
  if (variable.name === 'secret' || variable.name === 'secrets') {
    yield {
      ...fault(
        'an expression cannot read a secret: its values are recorded in the history of the run',
        { start: variable.start, end: steps.at(-1)!.end },
        'Write ${secret:NAME} under "config" or "with"; the worker reads it right before the agent starts.',
      ),
      code: 'secret-in-expression',
    };
  }
  if (variable.name !== 'phases' || steps.length > 1) return;
  if (dynamic) {
    yield fault(
      'the phase in phases[…] must be written out, so that it can be checked before the run',
      { start: variable.start, end: dynamic.end },
      'Write phases.NAME or phases["NAME"].',
    );
  } else
    yield fault(
      '"phases" needs the name of a phase',
      variable,
      'Write phases.NAME.status or phases.NAME.outputs.AGENT.',
    );
}

function fault(message: string, { start, end }: { start: number; end: number }, hint?: string): ExpressionFault {
  return { code: 'bad-expression', message, start, end, ...(hint === undefined ? {} : { hint }) };
}
