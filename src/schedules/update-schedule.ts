import type { Client } from '@temporalio/client';
import type { DefinitionFile } from '../definition-file.ts';
import type { JsonObject } from '../definition/json.ts';
import type { RunInput } from '../workflows/run-input.ts';
import { findSchedule } from './find-schedule.ts';
import { pinnedInput } from './pinned-input.ts';
import { refusedByServer } from './refused-by-server.ts';
import { scheduledAction } from './scheduled-action.ts';

/**
 * Pins a definition as it is now in a schedule whose times stay as they are. An input keeps its value where none is given.
 * @returns the names of inputs that the definition does not have any more
 * @throws ScheduleError; DefinitionError
 */
export async function updateSchedule(
  client: Client,
  id: string,
  file: DefinitionFile,
  given: JsonObject,
  options: { payloadsAreKept: boolean },
): Promise<string[]> {
  const { handle, pinned } = await findSchedule(client, id);
  const { inputs, dropped } = keptInputs(pinned, file);
  const plan = file.plan({ ...inputs, ...given });
  const input = pinnedInput(plan, options);
  try {
    await handle.update(({ spec, policies, state, action }) => ({
      spec,
      policies,
      state,
      action: scheduledAction(id, input, action.taskQueue),
    }));
  } catch (error) {
    throw refusedByServer(error);
  }
  return dropped;
}

function keptInputs({ inputs }: RunInput, { definition }: DefinitionFile): { inputs: JsonObject; dropped: string[] } {
  const isThere = ([name]: [string, unknown]) => Object.hasOwn(definition.inputs, name);
  const entries = Object.entries(inputs);
  return {
    inputs: Object.fromEntries(entries.filter(isThere)),
    dropped: entries.filter((entry) => !isThere(entry)).map(([name]) => name),
  };
}
