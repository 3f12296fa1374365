import type { AgentLogLine } from '../activities/executor/agent-call.ts';
import type { LogStore } from '../storage/log-store.ts';
import { AttemptLog, type AttemptEnd } from './attempt-log.ts';
import { attemptFile, homeFolder, placeOf } from './attempt-file.ts';
import { knownAddresses, type AddressOf } from './known-addresses.ts';
import { addToLog, readLog, replaceTail } from './log-files.ts';
import { upload } from './upload.ts';

/** An attempt as Temporal knows it. */
export interface AttemptId {
  readonly workflowId: string;
  readonly runId: string;
  /** `phase/agent`, or `phase/agent#3` for an item. */
  readonly activityId: string;
  readonly attempt: number;
}

/** Keeps what agents log, a file for each attempt. Nothing that goes wrong with it reaches an agent. */
export interface AgentLogs {
  /** Costs nothing as long as nothing is logged. */
  begin(attempt: AttemptId): OpenLog;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface OpenLog {
  add(line: AgentLogLine): void;
  /** Resolves when the log is where others find it, or cannot be brought there. */
  end(end: AttemptEnd): Promise<void>;
}

export interface AgentLogsOptions {
  readonly folder: string;
  /** Where logs are brought too, so that they are found on other machines. */
  readonly store?: LogStore | undefined;
  readonly addressOf: AddressOf;
  /** Told once what is wrong with the folder, and once what is wrong with the store. */
  readonly onProblem: (message: string) => void;
}

/** Lines are written together, this many milliseconds after the first of them. */
const FLUSH_AFTER = 250;
/** The last part is written whole: of an attempt that has much to say, less often. */
const TAIL_AFTER = 1_000;

export function createAgentLogs({ folder, store, addressOf, onProblem }: AgentLogsOptions): AgentLogs {
  const dirty = new Set<() => Promise<void>>();
  const address = knownAddresses(addressOf);
  const toStore = store && upload(store, onProblem);
  let timer: NodeJS.Timeout | undefined;
  let isToldOf = false;

  const flush = async () => {
    timer = undefined;
    const writes = [...dirty];
    dirty.clear();
    await Promise.all(writes.map((write) => write()));
  };
  const soon = (write: () => Promise<void>) => {
    dirty.add(write);
    timer ??= setTimeout(() => void flush(), FLUSH_AFTER).unref();
  };
  const problem = (error: unknown) => {
    if (isToldOf) return;
    isToldOf = true;
    const reason = error instanceof Error ? error.message : String(error);
    onProblem(
      `what agents log cannot be kept in ${folder}: ${reason}; they go on without. Make room on the disk, or the folder writable`,
    );
  };

  return {
    begin({ workflowId, runId, activityId, attempt }) {
      const log = new AttemptLog();
      const startedAt = Date.now();
      let file: string | undefined;
      let writing = Promise.resolve();
      let tailWrittenAt = 0;
      let isOver = false;

      const write = async () => {
        const { home, above } = await address(workflowId, runId);
        const { path, ...item } = placeOf(activityId);
        file = `${homeFolder(home)}/${attemptFile({ path: [...above, ...path], ...item, attempt, startedAt })}`;
        try {
          await addToLog(folder, file, log.takeHead());
          if (log.isTailNew && !isOver && Date.now() - tailWrittenAt < TAIL_AFTER) return soon(inTurn);
          const tail = log.takeTail();
          if (tail === undefined) return;
          tailWrittenAt = Date.now();
          await replaceTail(folder, file, tail);
        } catch (error) {
          log.forget();
          problem(error);
        }
      };
      const inTurn = () => (writing = writing.then(write));

      return {
        add(line) {
          if (isOver) return;
          log.add(line);
          soon(inTurn);
        },
        async end(end) {
          if (isOver) return;
          isOver = true;
          log.end(end);
          if (log.isEmpty) return;
          dirty.delete(inTurn);
          await inTurn();
          if (file !== undefined && toStore) await toStore(file, () => readLog(folder, file!));
        },
      };
    },
    async close() {
      clearTimeout(timer);
      await flush();
    },
  };
}
