import { evaluateCondition, valuesRead, type Variables } from '../definition/expression/evaluate.ts';

/** Why a condition does not hold, with the values that decided it; `undefined` where it holds or there is none. @throws ExpressionError */
export function falseCondition(condition: string | undefined, variables: Variables): string | undefined {
  if (condition === undefined || evaluateCondition(condition, variables)) return undefined;
  const values = valuesRead(condition, variables);
  return `its condition \`${condition}\` is false${values ? `: ${values}` : ''}`;
}
