import { join, resolve } from 'node:path';
import { ConnectionError } from '../connection/connection-error.ts';
import { findTarget } from '../connection/target.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment, STATE_FOLDER } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import { findLogs, type FoundRun } from '../logs/find-logs.ts';
import { followLogs } from '../logs/follow-logs.ts';
import { inTimeOrder, type LogLine } from '../logs/in-time-order.ts';
import { keptLogs, logSources, type KeptLog, type LogSource } from '../logs/kept-logs.ts';
import { lineDocument, lineShower } from '../logs/show-line.ts';
import { isWanted, lostAmong, wantedLines } from '../logs/wanted-lines.ts';
import { findRun, RunNotFoundError } from '../runs/find-run.ts';
import { waitForResult } from '../runs/run-outcome.ts';
import { Session } from '../session.ts';
import { chooseStore } from '../storage/choose-store.ts';
import { EXIT } from './exit-code.ts';
import type { LogsFlags } from './logs.ts';
import { sayError } from './report-error.ts';

/** `orchestrator logs`: needs Temporal to follow a run, and otherwise does without it where it must. */
export async function showLogs(run: string, flags: LogsFlags): Promise<number> {
  const root = resolve(flags.root);
  // `logs … | head`: the reader has seen enough.
  process.stdout.on('error', () => process.exit(EXIT.success));
  const { session, unreachable } = await openSession(root, flags);
  try {
    const { logs: store } =
      session?.payloads ??
      chooseStore(findTarget(join(root, STATE_FOLDER)), {
        root,
        ...withoutUndefined({ payloadStore: flags.payloadStore }),
      });
    const sources = logSources(root, store);
    const workflowId = run === '@last' ? await lastRun(session, flags) : run;
    // A bucket is not searched for the last of all runs.
    const found = await findLogs(session?.client, workflowId, workflowId === undefined ? sources.slice(0, 1) : sources);
    if (!found) throw notFound(nothing(`there is no run "${run}"`, sources), unreachable);
    if (!found.isKnown) say(`Temporal was not asked, or has forgotten the run: these are the logs in ${found.folder}`);
    const { any, exitCode } =
      flags.follow && session && workflowId !== undefined && !found.isOver
        ? await follow(session, workflowId, found, sources, flags)
        : await print(found, sources, flags);
    if (!any) say(nothing(`nothing that agents of "${workflowId ?? run}" have logged`, sources));
    return exitCode;
  } finally {
    await session?.close();
  }
}

/** No session where Temporal cannot be reached, as after `run --dev`: the logs are there all the same. */
async function openSession(root: string, flags: LogsFlags): Promise<{ session?: Session; unreachable?: Error }> {
  const { follow: follows, payloadStore, encryptionKeys } = flags;
  try {
    const more = withoutUndefined({ payloadStore, encryptionKeys });
    const options = { root, embeddedServer: false, onProgress: say, ...more };
    return { session: await Session.open(options) };
  } catch (error) {
    if (follows || !(error instanceof Error) || error.name !== 'ConnectionError') throw error;
    return { unreachable: error };
  }
}

/** Undefined where Temporal does not know: it cannot be reached, or this is not the server that the run was on. */
async function lastRun(session: Session | undefined, { follow: follows, taskQueue }: LogsFlags) {
  if (!session) return undefined;
  try {
    return await findRun(session.client, '@last', taskQueue);
  } catch (error) {
    if (follows || !(error instanceof RunNotFoundError)) throw error;
    return undefined;
  }
}

interface Printed {
  readonly any: boolean;
  readonly exitCode: number;
}

async function print({ folder, isOver }: FoundRun, sources: readonly LogSource[], flags: LogsFlags): Promise<Printed> {
  const all = await keptLogs(sources, folder);
  const isLost = lostAmong(all, isOver);
  const logs = all.filter(({ place }) => isWanted(place, flags));
  const show = shower(flags, all);
  let printed = 0;
  // Printed line by line, so that a document of any size costs no memory.
  const isDocument = flags.json && !flags.follow;
  if (isDocument) process.stdout.write('{ "lines": [');
  try {
    for await (const line of inTimeOrder(logs, (log, lines) => wantedLines(lines, flags, isLost(log.place)))) {
      const text = isDocument ? `${printed === 0 ? '' : ','}\n  ${show(line).trimEnd()}` : show(line);
      printed += 1;
      await written(text);
    }
  } catch (error) {
    if (!isDocument) throw error;
    // The document has begun, so that what is wrong stands at its end.
    const { exitCode, document } = sayError(error);
    process.stdout.write(`\n], ${JSON.stringify(document).slice(1)}\n`);
    return { any: true, exitCode };
  }
  if (isDocument) process.stdout.write(`${printed === 0 ? '' : '\n'}] }\n`);
  return { any: printed > 0, exitCode: EXIT.success };
}

async function follow(
  session: Session,
  workflowId: string,
  { folder }: FoundRun,
  sources: readonly LogSource[],
  flags: LogsFlags,
): Promise<Printed> {
  const over = new AbortController();
  let problem: unknown;
  void waitForResult(session.client, workflowId)
    .catch((error: unknown) => (problem = error))
    .finally(() => over.abort());
  const show = shower(flags, []);
  let printed = 0;
  for await (const lines of followLogs({ list: () => keptLogs(sources, folder), filter: flags, over: over.signal })) {
    for (const line of lines) await written(show(line));
    printed += lines.length;
  }
  if (problem) throw problem;
  return { any: printed > 0, exitCode: EXIT.success };
}

function shower({ json }: LogsFlags, logs: readonly KeptLog[]): (line: LogLine) => string {
  if (json) return (line) => `${JSON.stringify(lineDocument(line))}\n`;
  return lineShower(
    styleOf(process.stdout, environment),
    logs.map(({ place }) => place),
  );
}

/** A reader that is slower than this does not make it hold everything in memory. */
async function written(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((done) => process.stdout.once('drain', done));
}

const nothing = (what: string, sources: readonly LogSource[]): string =>
  `${what} in ${sources.map(({ place }) => place).join(' or ')}. ` +
  'The worker that ran an agent keeps its log, under its own --root and in an S3 --payload-store, if there is one, for 14 days or its --log-retention.';

const notFound = (message: string, unreachable: Error | undefined): Error =>
  unreachable
    ? new ConnectionError(`${unreachable.message}\n  And ${message}`, { lasting: false, cause: unreachable })
    : new RunNotFoundError(message);

const say = (text: string): void => void process.stderr.write(`orchestrator: ${text}\n`);
