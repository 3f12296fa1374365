import type { DefinitionFile } from '../definition-file.ts';
import type { JsonObject } from '../definition/json.ts';
import type { Session } from '../session.ts';
import type { ScheduleDocument } from './describe-schedule.ts';
import type { Overlap } from './overlap.ts';
import { writtenTimes, type ScheduleOptions } from './schedule-options.ts';

/** What schedules are made from, and where they are. */
export interface ScheduleSource {
  readonly file: DefinitionFile;
  readonly taskQueue: string;
  with<T>(use: (session: Session) => Promise<T>): Promise<T>;
}

export interface UpdatedSchedule extends ScheduleDocument {
  /** Inputs that it had, and that the definition does not have any more. */
  readonly dropped_inputs: readonly string[];
}

export interface BackfillOptions {
  readonly start: Date;
  readonly end: Date;
  /** How the runs go with each other, and with one under way. Default: `buffer_all`. */
  readonly overlap?: Overlap;
}

/**
 * Starts runs of a definition at set times: what `orchestrator schedule …` does. Each method asks the server.
 * All of them throw a ScheduleError for what cannot be, and a ConnectionError if Temporal cannot be reached.
 */
export class Schedules {
  readonly #source: ScheduleSource;

  constructor(source: ScheduleSource) {
    this.#source = source;
  }

  /** Every run of it uses the definition and these inputs as they are now. @throws DefinitionError */
  async create(id: string, { inputs, ...options }: ScheduleOptions): Promise<ScheduleDocument> {
    const { file, taskQueue } = this.#source;
    const plan = file.plan(inputs);
    const times = writtenTimes(options);
    const { createSchedule, prepareSchedule } = await import('./create-schedule.ts');
    const prepare = (payloadsAreKept: boolean) => prepareSchedule(id, plan, { ...times, taskQueue, payloadsAreKept });
    prepare(true);
    return this.#changeAndShow(id, ({ client, payloads }) =>
      createSchedule(client, prepare(payloads.driver !== undefined)),
    );
  }

  /** Pins the definition as this object has read it. Times and policies stay, and so does each input that no value is given for. @throws DefinitionError */
  async update(id: string, { inputs = {} }: { inputs?: JsonObject } = {}): Promise<UpdatedSchedule> {
    const { file } = this.#source;
    // What is wrong with the file is said without asking for a server.
    void file.definition;
    const { updateSchedule } = await import('./update-schedule.ts');
    let dropped: readonly string[] = [];
    const schedule = await this.#changeAndShow(id, async ({ client, payloads }) => {
      dropped = await updateSchedule(client, id, file, inputs, { payloadsAreKept: payloads.driver !== undefined });
    });
    return { ...schedule, dropped_inputs: dropped };
  }

  /** Those whose runs are on this task queue, by their ids, each with its last run. */
  async list({ limit = 100 }: { limit?: number } = {}): Promise<ScheduleDocument[]> {
    const { taskQueue } = this.#source;
    const { listSchedules } = await import('./list-schedules.ts');
    return this.#source.with(({ client }) => listSchedules(client, { taskQueue, limit }));
  }

  async get(id: string): Promise<ScheduleDocument> {
    return this.#changeAndShow(id, async () => {});
  }

  /** It starts no more runs until it is resumed; those under way go on. `note` is why. */
  async pause(id: string, note?: string): Promise<ScheduleDocument> {
    const { pauseSchedule } = await import('./change-schedule.ts');
    return this.#changeAndShow(id, ({ client }) => pauseSchedule(client, id, note));
  }

  /** What was due in the meantime is not made up for: see `backfill`. */
  async resume(id: string, note?: string): Promise<ScheduleDocument> {
    const { resumeSchedule } = await import('./change-schedule.ts');
    return this.#changeAndShow(id, ({ client }) => resumeSchedule(client, id, note));
  }

  /** Starts a run now. Its Workflow ID; undefined where an earlier one is under way, so that it was skipped or waits. */
  async trigger(id: string, { overlap }: { overlap?: Overlap } = {}): Promise<string | undefined> {
    const { triggerSchedule } = await import('./trigger-schedule.ts');
    return this.#source.with(({ client }) => triggerSchedule(client, id, overlap));
  }

  /** Starts the runs that were due in a time that has passed, with the definition that is pinned now. */
  async backfill(id: string, options: BackfillOptions): Promise<void> {
    const { backfillSchedule } = await import('./change-schedule.ts');
    await this.#source.with(({ client }) => backfillSchedule(client, id, options));
  }

  /** Runs that it has started go on, and stay in the list. */
  async delete(id: string): Promise<void> {
    const { deleteSchedule } = await import('./change-schedule.ts');
    await this.#source.with(({ client }) => deleteSchedule(client, id));
  }

  async #changeAndShow(id: string, change: (session: Session) => Promise<void>): Promise<ScheduleDocument> {
    const { describeSchedule } = await import('./describe-schedule.ts');
    return this.#source.with(async (session) => {
      await change(session);
      return describeSchedule(session.client, id, { runs: 5 });
    });
  }
}
