import type { Command } from 'commander';
import type { ScheduleDocument } from '../../schedules/describe-schedule.ts';
import type { Session } from '../../session.ts';
import { command, encryptionKeysOption, payloadStoreOption } from '../options.ts';
import { withSession, type SessionFlags } from '../with-session.ts';

export interface ScheduleFlags extends SessionFlags {
  readonly json?: boolean;
}

/** A command on one schedule, with an example of its use. */
export function scheduleCommand(name: string, description: string, example: string): Command {
  return command(name, description)
    .argument('<SCHEDULE>', 'its id')
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addHelpText('after', `\nExample:\n  orchestrator schedule ${name} ${example}\n`);
}

/** Does something to a schedule, and shows it as it is then. */
export async function changeSchedule(
  id: string,
  { json, ...flags }: ScheduleFlags,
  change: (session: Session) => Promise<void>,
): Promise<void> {
  await withSession(async (session) => {
    await change(session);
    await showSchedule(session, id, { json });
  }, flags);
}

export async function showSchedule(
  { client }: Session,
  id: string,
  { json }: { json?: boolean | undefined },
): Promise<ScheduleDocument> {
  const [{ describeSchedule }, { scheduleText }, { printJson }] = await Promise.all([
    import('../../schedules/describe-schedule.ts'),
    import('../../schedules/schedule-text.ts'),
    import('../report-error.ts'),
  ]);
  const schedule = await describeSchedule(client, id, { runs: 5 });
  if (json) printJson(schedule);
  else process.stdout.write(scheduleText(schedule));
  return schedule;
}
