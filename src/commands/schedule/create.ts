import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDuration } from '../../definition/duration.ts';
import { overlaps } from '../../schedules/overlap.ts';
import { durationArgument, fileOption, taskQueueOption } from '../options.ts';
import type { CreateFlags } from './create-and-show.ts';
import { scheduleCommand } from './schedule-command.ts';
import { timeArgument } from './time-argument.ts';

export const create = (): Command =>
  scheduleCommand(
    'create',
    'Start runs of a workflow definition at set times. The definition is pinned: it is checked now, and every run uses it as it is now, with these inputs, until `orchestrator schedule update` pins it anew.',
    "nightly -f config/workflow.yaml --cron '0 6 * * 1-5' --time-zone Europe/Berlin",
  )
    .addOption(fileOption())
    .option(
      '--cron <expression>',
      'minute, hour, day of month, month, day of week; may be given several times',
      collect,
    )
    .option('--every <duration>', 'at each multiple of it since 1970; may be given several times', collectDurations)
    .option(
      '--calendar <fields>',
      "'hour=6 dayOfWeek=MON-FRI', of second minute hour dayOfMonth month dayOfWeek year; may be given several times",
      collect,
    )
    .option('--time-zone <name>', 'of --cron and --calendar, such as Europe/Berlin (default: UTC)')
    .addOption(overlapOption('what to do when an earlier run is still under way').default('skip'))
    .option(
      '--catchup <duration>',
      'start what was missed while Temporal was away, as far back as this (default: 365d)',
      durationArgument,
    )
    .option('--jitter <duration>', 'start each run later, by up to this', durationArgument)
    .option('--start <time>', 'no run before', timeArgument)
    .option('--end <time>', 'no run after', timeArgument)
    .option('--input <name=value>', 'a value for an input of the workflow; may be given several times', collect)
    .option('--input-file <path>', 'values for inputs, as YAML or JSON')
    .option('--paused', 'start nothing until it is resumed')
    .option('--note <text>', 'what it is for, or why it is paused')
    .addOption(taskQueueOption())
    .addHelpText('after', MORE)
    .action(async (id: string, flags: CreateFlags) => {
      const { createAndShow } = await import('./create-and-show.ts');
      await createAndShow(id, flags);
    });

export const overlapOption = (what: string) => new Option('--overlap <how>', what).choices(overlaps);

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function collectDurations(written: string, before: readonly number[] = []): readonly number[] {
  const milliseconds = parseDuration(written);
  if (milliseconds === undefined) throw new InvalidArgumentError('Write 30s, 15m, 1h30m, or a number of seconds.');
  return [...before, milliseconds];
}

const MORE = `
A day of --cron must match the day of month and the day of week. Of --calendar, second, minute and hour are 0 where they
are left out, and the rest is any. Each run has the Workflow ID SCHEDULE-TIME, such as nightly-2026-01-31T06:00:00Z, and is
a run like any other. A worker must be running by then, and so must Temporal: \`orchestrator dev\` on a laptop.
`;
