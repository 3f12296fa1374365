import { faultOf, type Node } from './cel.ts';

/** From now on the node is of this type, whatever the library would find. Before `check`. */
export function declareType(node: Node, type: string): void {
  hooksOf(node).setMeta('check', (checker: Checker) => checker.getType(type));
}

/**
 * Where the library is stricter than JSON allows. Branches of different types make a value of any type: it refuses
 * `c ? 1 : 2.5` and `c ? "x" : null`. A list of numbers may hold both kinds: it refuses `1.0 in [1, 2]`. Names in brackets
 * make a path too: it refuses `has(phases["a-b"].outputs.x)`. Before `check`, and when nobody needs the notation any more.
 */
export function relax(node: Node): void {
  if (node.op === '?:')
    recheck(node, (check, any) => {
      try {
        return check();
      } catch (error) {
        if (faultOf(error).code === 'incompatible_ternary_branches') return any('dyn');
        throw error;
      }
    });
  else if (node.op === 'list')
    recheck(node, (check, any) => (/^list<(int|double)>$/.test(String(check())) ? any('list') : check()));
  else if (node.op === 'call' && node.args[0] === 'has') for (const path of node.args[1]) dotted(path);
}

function recheck(node: Node, change: (check: () => unknown, type: Checker['getType']) => unknown): void {
  const hooks = hooksOf(node);
  const { check } = hooks.meta;
  hooks.setMeta('check', (checker: Checker, ast: unknown, context: unknown) =>
    change(
      () => check(checker, ast, context),
      (name) => checker.getType(name),
    ),
  );
}

function dotted(node: Node): void {
  if (node.op !== '.' && node.op !== '[]') return;
  const [inside, index] = node.args;
  if (typeof index !== 'string' && index.op === 'value' && typeof index.args === 'string') {
    Object.assign(node, { op: '.', args: [inside, index.args] });
  }
  dotted(inside);
}

/** The type that `check` found, if it came to this node. */
export function typeOf(node: Node): string | undefined {
  return hooksOf(node).checkedType?.name;
}

/**
 * Puts `around` between an operation and its operands: those of an operator or a function, the receiver of a method first.
 * After `check`.
 */
export function wrapOperation(
  node: Node,
  around: (operands: readonly unknown[], operate: () => unknown) => unknown,
): void {
  const hooks = hooksOf(node);
  const { handle } = hooks;
  if (!handle || node.op === '?:') return;
  const inList = node.op === 'call' || node.op === 'rcall';
  const count = node.op === '!_' || node.op === '-_' ? 1 : 2;
  hooks.handle = (...given) => {
    const operands = inList && Array.isArray(given[0]) ? given[0] : given.slice(0, count);
    return around(operands, () => handle(...given));
  };
}

/** Puts `around` about all that a node does, its operands included. After `check`, and before it is evaluated. */
export function wrapEvaluation(node: Node, around: (evaluate: () => unknown) => unknown): void {
  const hooks = hooksOf(node).meta.alternate ?? hooksOf(node);
  const { macro } = hooks.meta;
  const { evaluate } = macro ?? hooks.meta;
  const wrapped: Evaluate = (...given) => around(() => evaluate(...given));
  if (macro) macro.evaluate = wrapped;
  else hooks.setMeta('evaluate', wrapped);
}

/** What the library keeps on its nodes and does not declare. Its version is pinned, and tests fail if this moves. */
interface Hooks {
  readonly meta: {
    readonly check: (checker: Checker, ast: unknown, context: unknown) => unknown;
    readonly evaluate: Evaluate;
    /** What a macro over a list, or the name of a constant, stands for. */
    readonly alternate?: Hooks;
    /** The other macros: `has`, `cel.bind`, `or` and `orValue`. */
    readonly macro?: { evaluate: Evaluate };
  };
  readonly setMeta: <Key extends 'check' | 'evaluate'>(key: Key, value: Hooks['meta'][Key]) => unknown;
  readonly checkedType?: { readonly name: string };
  handle?: (...given: readonly unknown[]) => unknown;
}

type Evaluate = (...given: readonly unknown[]) => unknown;

interface Checker {
  readonly getType: (name: string) => unknown;
}

function hooksOf(node: object): Hooks {
  if (hasHooks(node)) return node;
  throw new Error('@marcbachmann/cel-js is not the version that this was written for');
}

const hasHooks = (node: object): node is Hooks => 'meta' in node && 'setMeta' in node;
