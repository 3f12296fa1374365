import type { RunPlan } from '../plan-run.ts';
import { hashOf } from '../runs/start-run.ts';
import { INTERPRETER, type RunInput } from '../workflows/run-input.ts';
import { ScheduleError } from './schedule-error.ts';

/** Room is left for what Temporal writes around it: from 256 KiB on a payload is kept in the store. */
const LIMIT = 255 * 1024;

/**
 * What every run of a schedule is started with: the definition as it is now. It stands in the schedule itself, so that it must
 * be small: stored payloads are swept when no run needs them, and a schedule is no run.
 * @throws ScheduleError
 */
export function pinnedInput(
  { definition, inputs }: RunPlan,
  { payloadsAreKept }: { payloadsAreKept: boolean },
): RunInput {
  const input: RunInput = {
    interpreter: INTERPRETER,
    definition,
    definitionHash: hashOf(definition),
    inputs,
    ...(payloadsAreKept ? { payloadsAreKept: true } : {}),
  };
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes <= LIMIT) return input;
  throw new ScheduleError(
    `the definition and its inputs are ${Math.ceil(bytes / 1024)} KiB, and a schedule takes ${LIMIT / 1024}: it holds them itself, for as long as it exists. ` +
      'Have agents read large inputs and configuration from a file or a service',
  );
}

/** Whether a schedule was made by us: only then what it starts is a run. */
export const isPinnedInput = (input: unknown): input is RunInput =>
  Array.isArray((input as Partial<RunInput> | null | undefined)?.definition?.phases);
