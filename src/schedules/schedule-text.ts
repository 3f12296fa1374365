import { formatDuration } from '../definition/duration.ts';
import type { ListedRun } from '../runs/list-runs.ts';
import type { ScheduleDocument } from './describe-schedule.ts';

/** A schedule, a line for each fact. */
export function scheduleText(schedule: ScheduleDocument): string {
  const { inputs, start_at: start, end_at: end, jitter, note, last_runs: last, next_runs: next } = schedule;
  const given = Object.entries(inputs).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ['state', [schedule.paused ? `paused${note === null ? '' : `: ${note}`}` : 'active']],
    ['note', note === null || schedule.paused ? [] : [note]],
    ['workflow', [`${schedule.workflow}, pinned ${sayTime(schedule.updated_at ?? schedule.created_at)}`]],
    ['definition', [schedule.definition_hash]],
    ['inputs', given],
    ['task queue', [schedule.task_queue]],
    ['times', schedule.times],
    ['time zone', [schedule.time_zone]],
    ['from', start === null ? [] : [sayTime(start)]],
    ['until', end === null ? [] : [sayTime(end)]],
    ['jitter', jitter === 0 ? [] : [formatDuration(jitter * 1000)]],
    ['overlap', [schedule.overlap]],
    ['catch-up', [formatDuration(schedule.catchup * 1000)]],
    ['next runs', next.length > 0 ? next.map(sayTime) : [schedule.paused ? 'none while it is paused' : 'none']],
    ['last runs', last.length > 0 ? last.map(sayRun) : ['none yet']],
    ['counts', [`${schedule.runs_started} started, ${schedule.runs_skipped} skipped, ${schedule.runs_missed} missed`]],
  ];
  const lines = facts.flatMap(([name, texts]) =>
    texts.map((text, index) => `${(index === 0 ? name : '').padEnd(12)}${text}`),
  );
  return `${schedule.id}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** Schedules, a line for each. */
export function schedulesText(schedules: readonly ScheduleDocument[]): string {
  const rows = schedules.map(({ id, workflow, times, paused, note, next_runs: [next], last_runs: [last] }) => [
    id,
    workflow,
    times.join('; '),
    paused ? `paused${note === null ? '' : `: ${note}`}` : next === undefined ? 'no next run' : `next ${sayTime(next)}`,
    last === undefined ? '' : `last ${last.status}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}

const sayTime = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`;
const sayRun = ({ workflow_id: id, status }: ListedRun): string => `${id}  ${status}`;
