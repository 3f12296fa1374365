import { didYouMean } from '../did-you-mean.ts';
import type { Node } from './cel.ts';
import type { ExpressionFault } from './fault.ts';
import { nodesOf, type Reference } from './references.ts';

const STATUSES = ['pending', 'running', 'waiting', 'success', 'failed', 'timed_out', 'skipped', 'blocked', 'cancelled'];

/** Words of other orchestrators. */
const MEANT: Readonly<Record<string, string>> = {
  succeeded: 'success',
  successful: 'success',
  completed: 'success',
  done: 'success',
  failure: 'failed',
  error: 'failed',
  timeout: 'timed_out',
};

/** A comparison with a word that is no status never holds, and nothing else would ever say so. */
export function checkStatuses(ast: Node, references: readonly Reference[]): ExpressionFault[] {
  const statuses = new Set(
    references.flatMap(({ steps, nodes }) => (isStatus(steps.map((step) => step.name)) ? nodes.slice(-1) : [])),
  );
  if (statuses.size === 0) return [];
  return [...nodesOf(ast)].flatMap((node) => comparedWith(node, statuses)).flatMap(checkWord);
}

function isStatus([variable, name, field, ...more]: readonly (string | number)[]): boolean {
  return variable === 'phases'
    ? field === 'status' && more.length === 0
    : variable === 'run' && name === 'status' && field === undefined;
}

function comparedWith(node: Node, statuses: ReadonlySet<Node>): readonly Node[] {
  if (node.op === '==' || node.op === '!=') {
    const [left, right] = node.args;
    return statuses.has(left) ? [right] : statuses.has(right) ? [left] : [];
  }
  return node.op === 'in' && statuses.has(node.args[0]) && node.args[1].op === 'list' ? node.args[1].args : [];
}

function checkWord(node: Node): ExpressionFault[] {
  if (node.op !== 'value' || typeof node.args !== 'string' || STATUSES.includes(node.args)) return [];
  const near = didYouMean(node.args, [...STATUSES, ...Object.keys(MEANT)]);
  const meant = near === undefined ? undefined : (MEANT[near] ?? near);
  return [
    {
      code: 'bad-expression',
      message: `"${node.args}" is not a status` + (meant === undefined ? '' : `; did you mean "${meant}"?`),
      hint: `The statuses are: ${STATUSES.join(', ')}.`,
      start: node.start,
      end: node.end,
    },
  ];
}
