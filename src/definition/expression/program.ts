import { withinBudget } from './budget.ts';
import { CelFault } from './cel.ts';
import { explain } from './explain.ts';
import { ExpressionError } from './expression-error.ts';
import type { ExpressionFault } from './fault.ts';
import { MAX_CACHED } from './limits.ts';
import { meter } from './meter.ts';
import { relax } from './node-hooks.ts';
import { parseExpression } from './parse-expression.ts';
import { nodesOf, type Reference } from './references.ts';
import { toJson } from './to-json.ts';
import type { Json } from '../json.ts';

/** An expression that is ready to be evaluated. */
export interface Program {
  readonly references: readonly Reference[];
  /** @throws ExpressionError */
  readonly run: (variables: Readonly<Record<string, unknown>>) => Json;
}

/** Parsed once and kept: a run has few expressions, and evaluates some of them many times. @throws ExpressionError */
export function programOf(expression: string): Program {
  const kept = programs.get(expression);
  if (kept) return kept;
  const program = compile(expression);
  const [oldest] = programs.keys();
  if (programs.size >= MAX_CACHED && oldest !== undefined) programs.delete(oldest);
  programs.set(expression, program);
  return program;
}

const programs = new Map<string, Program>();

function compile(expression: string): Program {
  const reading = parseExpression(expression);
  if (!reading.parsed) throw errorOf(reading.faults[0], expression);
  const { parsed, references } = reading;
  const [fault] = reading.faults;
  if (fault) throw errorOf(fault, expression);
  explaining(expression, () => {
    for (const node of nodesOf(parsed.ast)) relax(node);
    parsed.check();
    for (const node of nodesOf(parsed.ast)) meter(node);
  });
  return {
    references,
    run: (variables) => explaining(expression, () => toJson(withinBudget(() => parsed.run(variables)))),
  };
}

function explaining<T>(expression: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CelFault) throw errorOf(explain(error, expression), expression);
    throw error;
  }
}

const errorOf = ({ message, start }: ExpressionFault, expression: string): ExpressionError =>
  new ExpressionError(message, expression, start);
