import type { JsonObject } from '../definition/json.ts';
import type { AgentDefinition } from '../definition/run-definition.ts';
import { knownList } from './known-list.ts';

/** How many agent tasks an agent makes, from inputs that are known; null where that is known only during the run. */
export function countItems({ forEach }: Pick<AgentDefinition, 'forEach'>, inputs: JsonObject): number | null {
  if (forEach === undefined) return 1;
  if (typeof forEach !== 'string') return forEach.length;
  return knownList(forEach, { inputs })?.length ?? null;
}
