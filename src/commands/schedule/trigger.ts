import type { Command } from 'commander';
import type { Overlap } from '../../schedules/overlap.ts';
import { withSession } from '../with-session.ts';
import { overlapOption } from './create.ts';
import { scheduleCommand, type ScheduleFlags } from './schedule-command.ts';

export const trigger = (): Command =>
  scheduleCommand('trigger', 'Start a run of a schedule now, also of one that is paused.', 'nightly')
    .addOption(overlapOption("what to do when an earlier run is still under way (default: the schedule's own way)"))
    .action(async (id: string, { json, overlap, ...flags }: ScheduleFlags & { overlap?: Overlap }) => {
      await withSession(async ({ client }) => {
        const [{ triggerSchedule }, { printJson }, { ourName }] = await Promise.all([
          import('../../schedules/trigger-schedule.ts'),
          import('../report-error.ts'),
          import('../../our-name.ts'),
        ]);
        const started = await triggerSchedule(client, id, overlap);
        if (json) return printJson({ id, workflow_id: started ?? null });
        process.stdout.write(
          started === undefined
            ? `${id}: no run has started, as an earlier one is under way; --overlap allow_all starts one beside it\n`
            : `${started}\n`,
        );
        if (started !== undefined) process.stderr.write(`\`${ourName()} watch ${started}\` follows it\n`);
      }, flags);
    });
