import type { JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { CarriedRun } from './carry.ts';
import type { ReusedRun } from './reuse.ts';

/** What a run is started with. */
export interface RunInput {
  /** The interpreter that the client resolved the definition for. A worker that does not know it leaves the run to one that does. */
  readonly interpreter: number;
  readonly definition: RunDefinition;
  /** `sha256:…` of the definition, so that runs of the same definition can be told from runs of another one. */
  readonly definitionHash: string;
  /** Checked, with defaults filled in. */
  readonly inputs: JsonObject;
  /** Large payloads of this run are kept outside of its history: its result has no need to be cut. */
  readonly payloadsAreKept?: true;
  /** A run that uses what had succeeded in an earlier one. */
  readonly reuse?: ReusedRun;
  /** Only in a run that continues one with a long history. */
  readonly carried?: CarriedRun;
}

/** The newest interpreter that this code has. */
export const INTERPRETER = 1;
