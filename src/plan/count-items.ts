import { render } from '../definition/expression/evaluate.ts';
import type { JsonObject } from '../definition/json.ts';
import type { AgentDefinition } from '../definition/run-definition.ts';

/** How many agent tasks an agent makes, from inputs that are known; null where that is known only during the run. */
export function countItems({ forEach }: Pick<AgentDefinition, 'forEach'>, inputs: JsonObject): number | null {
  if (forEach === undefined) return 1;
  if (typeof forEach !== 'string') return forEach.length;
  let readsPhase = false;
  try {
    const list = render(forEach, {
      inputs,
      phase: () => {
        readsPhase = true;
        return undefined;
      },
      run: { id: '', started_at: '', error: null },
    });
    return Array.isArray(list) && !readsPhase ? list.length : null;
  } catch {
    // An input without a value, or an output that there is not yet.
    return null;
  }
}
