import {
  Environment,
  EvaluationError,
  Optional,
  ParseError,
  TypeError as CheckError,
  type ASTNode,
} from '@marcbachmann/cel-js';
import { MAX_DEPTH, MAX_NODES } from './limits.ts';
import { functions, operators } from './numbers.ts';

/** A node of a parsed expression. `start` and `end` are offsets in its text. */
export type Node = ASTNode;

export interface Parsed {
  readonly ast: Node;
  /** The name of the result's type; `dyn` where it is known only when evaluated. @throws CelFault */
  readonly check: () => string;
  /** Needs `check` before. @throws CelFault */
  readonly run: (variables: Readonly<Record<string, unknown>>) => unknown;
}

/** @throws CelFault */
export function parse(text: string): Parsed {
  const parsed = attempt(() => cel().parse(text));
  return {
    ast: parsed.ast,
    check: () => {
      const result = parsed.check();
      if (!result.valid) throw faultOf(result.error);
      return result.type ?? 'dyn';
    },
    run: (variables) => attempt((): unknown => parsed(variables)),
  };
}

export interface Place {
  readonly node?: Node | undefined;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with an expression, by the library's code, which it keeps stable, and in its words. */
export class CelFault extends Error {
  readonly code: string;
  readonly place: Place | undefined;

  constructor(code: string, message: string, place?: Place) {
    super(message);
    this.code = code;
    this.place = place;
  }
}

export interface Signature {
  readonly name: string;
  readonly receiver: string | undefined;
  readonly takes: readonly string[];
}

/** Of the functions as far as they concern what JSON has. */
export function signatures(): Signature[] {
  return cel()
    .getDefinitions()
    .functions.map(({ name, receiverType, params }) => ({
      name,
      receiver: receiverType ?? undefined,
      takes: params.map((param) => param.type),
    }))
    .filter(({ receiver, takes }) => ![receiver, ...takes].some((type) => /^(bytes|uint|google)/.test(type ?? '')));
}

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

/** An error of the library knows its place; one of what is registered here does not. */
export function placedAt(node: Node, error: unknown): unknown {
  if (isLibraryError(error) || (error instanceof CelFault && error.place)) return error;
  const { code, message } = faultOf(error);
  return new CelFault(code, message, { node, start: node.start, end: node.end });
}

/** The value of an optional, or null; any other value as it is. */
export function withoutOptional(value: unknown): unknown {
  return value instanceof Optional ? value.orValue(null) : value;
}

/** The library's errors, and those of what is registered here, which do not know their place. */
export function faultOf(error: unknown): CelFault {
  if (error instanceof CelFault) return error;
  if (isLibraryError(error)) {
    const { code, summary, node, range } = error;
    const place = range && { start: range.start, end: range.end, node: node && isNode(node) ? node : undefined };
    return new CelFault(code, summary, place);
  }
  return new CelFault('failed', error instanceof Error ? error.message : String(error));
}

const isLibraryError = (error: unknown): error is ParseError | EvaluationError | CheckError =>
  error instanceof ParseError || error instanceof EvaluationError || error instanceof CheckError;

let environment: Environment | undefined;

/** Made at the first use: a run without expressions does not pay for it. */
function cel(): Environment {
  if (environment) return environment;
  environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: MAX_NODES, maxDepth: MAX_DEPTH / 2 },
  });
  for (const [signature, handler] of Object.entries(operators)) environment.registerOperator(signature, handler);
  for (const [signature, handler] of Object.entries(functions)) environment.registerFunction(signature, handler);
  for (const name of ['inputs', 'phases', 'item', 'item_index', 'run']) environment.registerVariable(name, 'dyn');
  return environment;
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw faultOf(error);
  }
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

const isNode = (place: object): place is Node => 'op' in place && 'args' in place;
