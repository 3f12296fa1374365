import { checkTextLength, spend, spendOnAll, spendOnText } from './budget.ts';
import { CelFault, faultOf, wrapOperation, type Node } from './cel.ts';
import { matchesPattern } from './linear-match.ts';
import { bindingOf, countNodes } from './references.ts';

/**
 * Makes an operation pay for what it is about to do, and its errors know their place. CEL has no loops but macros, which
 * bounds an expression by nothing: three of them on 200 elements each are 8,000,000 evaluations.
 */
export function meter(node: Node): void {
  const body = bindingOf(node)?.body.reduce((sum, child) => sum + countNodes(child), 0) ?? 0;
  wrapOperation(node, (operands, operate) => {
    try {
      const [left, right] = operands;
      if (node.op === 'rcall' && node.args[0] === 'matches' && typeof left === 'string' && typeof right === 'string') {
        return matchesPattern(left, right);
      }
      pay(node, operands, body);
      return operate();
    } catch (error) {
      const fault = faultOf(error);
      throw fault.place ? fault : new CelFault(fault.code, fault.message, { node, start: node.start, end: node.end });
    }
  });
}

/** For each element of a macro, beside what its body costs. */
const VISIT = 5;

function pay(node: Node, operands: readonly unknown[], body: number): void {
  const [first, second] = operands;
  if (body > 0) return spend(lengthOf(first) * (VISIT + body));
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

const lengthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? (Array.isArray(value) ? value.length : Object.keys(value).length) : 0;

function joined(parts: readonly unknown[], separator: unknown): number {
  spend(parts.length);
  const between = typeof separator === 'string' ? separator.length : 0;
  return parts.reduce<number>((sum, part) => sum + between + (typeof part === 'string' ? part.length : 0), 0);
}
