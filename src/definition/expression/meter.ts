import { checkTextLength, spend, spendOnAll, spendOnText } from './budget.ts';
import { placedAt, type Node } from './cel.ts';
import { matchesPattern } from './linear-match.ts';
import { wrapEvaluation, wrapOperation } from './node-hooks.ts';
import { bindingOf, countNodes } from './references.ts';

/**
 * Makes an operation pay for what it is about to do, and its errors know their place. CEL has no loops but macros, which
 * are bounded by nothing: three of them on 200 elements each are 8,000,000 evaluations. After `check`.
 */
export function meter(node: Node): void {
  wrapOperation(node, (operands, operate) => {
    try {
      const [left, right] = operands;
      if (node.op === 'rcall' && node.args[0] === 'matches' && typeof left === 'string' && typeof right === 'string') {
        return matchesPattern(left, right);
      }
      pay(node, operands);
      return operate();
    } catch (error) {
      throw failed(error, node);
    }
  });
  if (node.op === '&&' || node.op === '||' || node.op === '?:') {
    wrapEvaluation(node, (evaluate) => {
      try {
        return evaluate();
      } catch (error) {
        throw failed(error, node);
      }
    });
  }
  const binding = bindingOf(node);
  if (binding?.repeats) {
    const visit = VISIT + binding.body.reduce((sum, child) => sum + countNodes(child), 0);
    wrapEvaluation(binding.body[0], (evaluate) => {
      spend(visit);
      return evaluate();
    });
  }
}

/** For each element of a macro, beside a step for each node of its body. */
const VISIT = 5;

/** `exists` and `||` drop errors and go on, and making one takes up to 25 microseconds. */
const FAILURE = 50;

function failed(error: unknown, node: Node): unknown {
  spend(FAILURE);
  return placedAt(node, error);
}

function pay(node: Node, operands: readonly unknown[]): void {
  const [first, second] = operands;
  switch (node.op) {
    case '==':
    case '!=':
    case 'in':
      return spendOnAll(operands);
    case '+':
      if (typeof first === 'string' && typeof second === 'string') checkTextLength(first.length + second.length);
      return spend(lengthOf(first) + lengthOf(second));
    case 'call':
    case 'rcall':
      if (node.args[0] === 'join' && Array.isArray(first)) checkTextLength(joined(first, second));
      if (node.args[0] === 'split' && typeof first === 'string') spend(first.length);
      for (const operand of operands) if (typeof operand === 'string') spendOnText(operand);
      return;
    default:
      return;
  }
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

function joined(parts: readonly unknown[], separator: unknown): number {
  spend(parts.length);
  const between = typeof separator === 'string' ? separator.length : 0;
  return parts.reduce<number>((sum, part) => sum + between + (typeof part === 'string' ? part.length : 0), 0);
}
