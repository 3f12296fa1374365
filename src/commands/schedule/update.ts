import type { Command } from 'commander';
import { fileOption } from '../options.ts';
import { changeSchedule, scheduleCommand, type ScheduleFlags } from './schedule-command.ts';

interface UpdateFlags extends ScheduleFlags {
  readonly file: string;
  readonly input?: readonly string[];
  readonly inputFile?: string;
}

export const update = (): Command =>
  scheduleCommand(
    'update',
    "Pin today's file in a schedule: runs from now on use it. Times and policies stay, and so does each input that no value is given for.",
    'nightly -f config/workflow.yaml',
  )
    .addOption(fileOption())
    .option('--input <name=value>', 'a value for an input of the workflow; may be given several times', collect)
    .option('--input-file <path>', 'values for inputs, as YAML or JSON')
    .action(async (id: string, { file, input, inputFile, ...flags }: UpdateFlags) => {
      const [{ DefinitionFile }, { updateSchedule }, { withoutUndefined }] = await Promise.all([
        import('../../definition-file.ts'),
        import('../../schedules/update-schedule.ts'),
        import('../../definition/without-undefined.ts'),
      ]);
      const definition = new DefinitionFile(file, {});
      // What is wrong with it is said without asking for a server.
      const inputs = definition.readInputs(withoutUndefined({ arguments: input, file: inputFile }));
      await changeSchedule(id, flags, async ({ client, payloads }) => {
        const options = { payloadsAreKept: payloads.driver !== undefined };
        const dropped = await updateSchedule(client, id, definition, inputs, options);
        if (dropped.length > 0)
          process.stderr.write(`left out, as the definition has no such input any more: ${dropped.join(', ')}\n`);
      });
    });

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
