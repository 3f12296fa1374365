import type { Json, JsonObject } from '../json.ts';
import type { Reference } from './references.ts';

/** What an expression can read. */
export interface Variables {
  readonly inputs: JsonObject;
  /** Asked only for the phases that the expression names. */
  readonly phase: (name: string) => { readonly status: string; readonly outputs: JsonObject } | undefined;
  /** Absent outside of a for_each, as is `item_index`. */
  readonly item?: Json;
  readonly item_index?: number;
  readonly run: { readonly id: string; readonly started_at: string; readonly error: Json; readonly status?: string };
}

/** The variables by their names in the expression: of all phases, which may be thousands, only those that it reads. */
export function valuesFor(references: readonly Reference[], variables: Variables): Record<string, Json> {
  const { inputs, item, item_index: index, run } = variables;
  const phases: Record<string, Json> = {};
  for (const { steps } of references) {
    const [variable, name] = steps;
    if (variable.name !== 'phases' || name === undefined) continue;
    const phase = variables.phase(String(name.name));
    if (phase) phases[String(name.name)] = { status: phase.status, outputs: phase.outputs };
  }
  return {
    inputs,
    phases,
    run: {
      id: run.id,
      started_at: run.started_at,
      error: run.error,
      ...(run.status === undefined ? {} : { status: run.status }),
    },
    ...(item === undefined ? {} : { item }),
    ...(index === undefined ? {} : { item_index: index }),
  };
}
