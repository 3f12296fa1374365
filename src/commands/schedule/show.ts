import type { Command } from 'commander';
import { changeSchedule, scheduleCommand, type ScheduleFlags } from './schedule-command.ts';

export const show = (): Command =>
  scheduleCommand(
    'show',
    'Show a schedule: its times, its next and last runs, and the definition that is pinned in it.',
    'nightly',
  ).action(async (id: string, flags: ScheduleFlags) => changeSchedule(id, flags, async () => {}));
