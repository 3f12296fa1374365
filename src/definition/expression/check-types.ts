import { CelFault, type Parsed } from './cel.ts';
import { explain } from './explain.ts';
import type { ExpressionFault } from './fault.ts';
import { declareType, relax } from './node-hooks.ts';
import { nodesOf, type Reference } from './references.ts';
import type { InputType, Scope } from './scope.ts';
import { typeName, withArticle } from './vocabulary.ts';

/** Errors of type, as far as types are known: outputs may be anything. Needs references that exist. */
export function checkTypes(
  text: string,
  parsed: Parsed,
  references: readonly Reference[],
  scope: Scope,
): ExpressionFault[] {
  for (const reference of references) declareTypes(reference, scope);
  for (const node of nodesOf(parsed.ast)) relax(node);
  try {
    return checkResult(parsed.check(), text, scope.expects);
  } catch (error) {
    if (error instanceof CelFault) return [explain(error, text)];
    throw error;
  }
}

const OF_INPUT: Readonly<Record<InputType, string>> = {
  string: 'string',
  integer: 'int',
  number: 'double',
  boolean: 'bool',
  array: 'list',
  object: 'map',
};

function declareTypes({ steps, nodes }: Reference, scope: Scope): void {
  let optional = false;
  for (const [index, node] of nodes.entries()) {
    optional ||= node.op === '.?' || node.op === '[?]';
    const type = typeOfPath(
      steps.slice(0, index + 1).map((step) => String(step.name)),
      scope,
    );
    if (type !== undefined) declareType(node, optional ? `optional<${type}>` : type);
  }
}

function typeOfPath([variable, first, second, ...more]: readonly string[], scope: Scope): string | undefined {
  if (more.length > 0) return undefined;
  switch (variable) {
    case 'inputs': {
      if (second !== undefined) return undefined;
      const input = first === undefined ? undefined : scope.inputs[first];
      return input ? OF_INPUT[input.type] : 'map';
    }
    case 'phases':
      return second === 'status' ? 'string' : first === undefined ? undefined : 'map';
    case 'run':
      return first === undefined ? 'map' : first !== 'error' && second === undefined ? 'string' : undefined;
    case 'item_index':
      return first === undefined ? 'int' : undefined;
    default:
      return undefined;
  }
}

function checkResult(type: string, text: string, expects: Scope['expects']): ExpressionFault[] {
  const start = text.length - text.trimStart().length;
  const fault = (message: string, hint?: string): ExpressionFault[] => [
    { code: 'bad-expression', message, start, end: text.trimEnd().length, ...(hint === undefined ? {} : { hint }) },
  ];
  const name = typeName(type);
  if (name === 'value' || name === 'optional value') return [];
  if (name === 'type' || name.endsWith('Namespace')) return fault('the result has no value in JSON');
  if (expects === 'boolean' && name !== 'boolean') {
    const hint = { list: 'Write size(…) > 0.', text: 'Compare it: … == "text".', mapping: 'Write size(…) > 0.' }[name];
    return fault(`a condition must be true or false; this is ${withArticle(type)}`, hint ?? 'Compare it: … > 0.');
  }
  if (expects === 'list' && name !== 'list')
    return fault(`a for_each goes through a list; this is ${withArticle(type)}`, 'One item is a list too: [value].');
  return [];
}
