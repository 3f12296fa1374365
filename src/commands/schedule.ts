import { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { backfill } from './schedule/backfill.ts';
import { create } from './schedule/create.ts';
import { deleteSchedule } from './schedule/delete.ts';
import { list } from './schedule/list.ts';
import { pause } from './schedule/pause.ts';
import { resume } from './schedule/resume.ts';
import { show } from './schedule/show.ts';
import { trigger } from './schedule/trigger.ts';
import { update } from './schedule/update.ts';

export function schedule(_setExitCode: SetExitCode): Command {
  const parent = new Command('schedule').description('Start runs at set times, with Temporal Schedules.');
  for (const build of [create, update, list, show, pause, resume, trigger, backfill, deleteSchedule])
    parent.addCommand(build());
  return parent;
}
