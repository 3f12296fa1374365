import type { Json, JsonObject } from '../../../src/definition/json.ts';
import type { Variables } from '../../../src/definition/expression/evaluate.ts';

/** Variables of a run with these inputs; phases are `analytics` and `data-collection`. */
export function variables(inputs: JsonObject = {}, item?: Json): Variables {
  const phases: Record<string, { status: string; outputs: JsonObject }> = {
    analytics: { status: 'success', outputs: { count: 7, alerts: [], 'my-agent': { a: [1, 2] } } },
    'data-collection': { status: 'skipped', outputs: {} },
  };
  return {
    inputs,
    phase: (name) => phases[name],
    ...(item === undefined ? {} : { item, item_index: 1 }),
    run: { id: 'run-1', started_at: '2026-01-31T09:00:00.000Z', error: null },
  };
}
