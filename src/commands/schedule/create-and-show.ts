import { DefinitionFile } from '../../definition-file.ts';
import { formatProblems } from '../../definition/format-problems.ts';
import { withoutUndefined } from '../../definition/without-undefined.ts';
import { environment } from '../../environment.ts';
import { styleOf } from '../../follow/style.ts';
import { whyUnserved } from '../../runs/why-unserved.ts';
import { createSchedule, prepareSchedule, type CreateOptions } from '../../schedules/create-schedule.ts';
import { workerCommand } from '../../runs/worker-command.ts';
import { withSession } from '../with-session.ts';
import { showSchedule, type ScheduleFlags } from './schedule-command.ts';

export interface CreateFlags extends Omit<CreateOptions, 'payloadsAreKept'>, ScheduleFlags {
  readonly file: string;
  readonly input?: readonly string[];
  readonly inputFile?: string;
}

/** `orchestrator schedule create`. What is wrong with the file or the times is said without asking for a server. */
export async function createAndShow(id: string, flags: CreateFlags): Promise<void> {
  const { file, input, inputFile, json, taskQueue, payloadStore, encryptionKeys } = flags;
  const definition = new DefinitionFile(file, {});
  process.stderr.write(formatProblems(definition.warnings(process.cwd()), styleOf(process.stderr, environment).colors));
  const plan = definition.plan(definition.readInputs(withoutUndefined({ arguments: input, file: inputFile })));
  prepareSchedule(id, plan, { ...flags, payloadsAreKept: true });
  await withSession(async (session) => {
    const payloadsAreKept = session.payloads.driver !== undefined;
    await createSchedule(session.client, prepareSchedule(id, plan, { ...flags, payloadsAreKept }));
    const { paused, next_runs: next } = await showSchedule(session, id, { json });
    if (!paused && next.length === 0)
      process.stderr.write('it will never start a run: there is no such day, or none before --end\n');
    const unserved = await whyUnserved(session.client, taskQueue, 'runs');
    const {
      problem = `no worker takes up runs from the task queue "${taskQueue}" now`,
      remedy = `start one with \`${workerCommand(taskQueue)}\``,
    } = unserved ?? {};
    if (unserved) process.stderr.write(`${problem}; ${remedy}\n`);
  }, withoutUndefined({ payloadStore, encryptionKeys }));
}
