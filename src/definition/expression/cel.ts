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

const isNode = (place: object): place is Node => 'op' in place && 'args' in place;
