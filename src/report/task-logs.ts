import type { Client } from '@temporalio/client';
import { agentName } from '../logs/attempt-file.ts';
import type { AttemptLine } from '../logs/attempt-line.ts';
import { findLogs } from '../logs/find-logs.ts';
import { keptLogs, type KeptLog, type LogSource } from '../logs/kept-logs.ts';
import type { ReportedLine, ReportedLog, ReportedTry } from './report-document.ts';

/** Lines of one agent, and characters of all. */
const LINES = 60;
const ALL = 6 * 1024 * 1024;
/** Logs are read so many at a time. */
const AT_ONCE = 32;

/** What agents have logged, and when their attempts were. */
export interface TaskLogs {
  /** `publish/review/agent#3` is an item of an agent in the sub-workflow that `publish` runs. */
  of(name: string): { readonly tries: readonly ReportedTry[]; readonly log?: ReportedLog };
}

interface Told {
  readonly tries: ReportedTry[];
  /** The last of them. */
  lines: ReportedLine[];
  count: number;
}

/** Logs may be elsewhere, or swept: a report is made without them then. */
export async function taskLogs(client: Client, workflowId: string, sources: readonly LogSource[]): Promise<TaskLogs> {
  const told = new Map<string, Told>();
  try {
    const found = await findLogs(client, workflowId, sources);
    const logs = found ? await keptLogs(sources, found.folder) : [];
    logs.sort((a, b) => a.place.startedAt - b.place.startedAt);
    for (let next = 0; next < logs.length; next += AT_ONCE)
      await Promise.all(logs.slice(next, next + AT_ONCE).map((log) => tell(log, told)));
  } catch {
    return { of: () => ({ tries: [] }) };
  }
  let left = ALL;
  return {
    of(name) {
      const { tries = [], lines = [], count = 0 } = told.get(name) ?? {};
      const size = lines.reduce((sum, { text }) => sum + text.length + 40, 0);
      if (lines.length === 0 || size > left) return { tries };
      left -= size;
      return { tries, log: { left_out: count - lines.length, lines } };
    },
  };
}

async function tell(log: KeptLog, told: Map<string, Told>): Promise<void> {
  const { place } = log;
  const name = agentName(place);
  const of: Told = told.get(name) ?? { tries: [], lines: [], count: 0 };
  told.set(name, of);
  const lines = await log.read();
  const end = lines.findLast(({ stream }) => stream === 'end');
  of.tries.push({
    attempt: place.attempt,
    started: place.startedAt,
    ended: end ? Date.parse(end.time) : null,
    status: end?.status ?? 'running',
  });
  of.tries.sort((a, b) => a.started - b.started);
  const logged = lines.filter((line) => line.stream !== 'end').map((line) => toLine(line, place.attempt));
  of.count += logged.length;
  of.lines = [...of.lines, ...logged].toSorted(byTime).slice(-LINES);
}

const byTime = (a: ReportedLine, b: ReportedLine): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

function toLine({ time, level, text, fields }: AttemptLine, attempt: number): ReportedLine {
  const rest = fields && Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
  return { attempt, time, level, text: `${text}${rest}` };
}
