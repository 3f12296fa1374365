import { render } from '../definition/expression/evaluate.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import type { AgentDefinition } from '../definition/run-definition.ts';

/** What is known of a run before it starts. */
export interface KnownFacts {
  readonly inputs: JsonObject;
  /** The outputs of phases that are known to be those of an earlier run. */
  readonly outputs?: ReadonlyMap<string, JsonObject>;
}

/** The list of a `for_each`, from what is known; null where that is known only during the run. */
export function knownList(
  forEach: NonNullable<AgentDefinition['forEach']>,
  { inputs, outputs }: KnownFacts,
): readonly Json[] | null {
  let isOpen = false;
  const phase = (name: string) => {
    const known = outputs?.get(name);
    isOpen ||= known === undefined;
    return known && { status: 'success', outputs: known };
  };
  try {
    const list = render(forEach, { inputs, phase, run: { id: '', started_at: '', error: null } });
    return isList(list) && !isOpen ? list : null;
  } catch {
    // An input without a value, or an output that there is not yet.
    return null;
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
