import { checkExpression, type Scope } from '../definition/expression/check-expression.ts';
import type { Finding } from '../definition/finding.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { Reference } from '../definition/source.ts';
import type { NamedParts } from './named-parts.ts';

/** The expressions in what agents are said to give. */
export function* checkOutputs(
  references: readonly Reference[],
  definition: RunDefinition,
  parts: NamedParts,
): Generator<Finding> {
  for (const reference of references) {
    if (reference.kind !== 'expression') continue;
    const { path, text, start } = reference;
    const name = String(path[path[0] === 'cases' ? 3 : 1]);
    const named = parts.agents.get(name);
    const scope: Scope = {
      inputs: (named?.within ?? definition).inputs,
      phases: new Map(),
      item: named === undefined || named.agent.forEach !== undefined,
      run: ['id', 'started_at'],
      place: `the output of ${name}`,
    };
    for (const fault of checkExpression(text, scope)) {
      // What is said for a class, or for all, may be meant for agents of a sub-workflow, with inputs of its own.
      if (!named && fault.code === 'unknown-reference') continue;
      const { code, message, hint } = fault;
      yield { code, message, path, within: start + fault.start, ...(hint === undefined ? {} : { hint }) };
    }
  }
}
