import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDuration } from '../definition/duration.ts';
import type { ListOptions } from '../runs/list-runs.ts';
import { command, encryptionKeysOption, payloadStoreOption, taskQueueOption, wholeNumber } from './options.ts';
import { withSession, type SessionFlags } from './with-session.ts';

export const list = (): Command =>
  command('list', 'List runs, the latest first: those under way, and those that ended last.')
    .addOption(
      new Option('--status <status>', 'only those that stand so').choices([
        'running',
        'success',
        'failed',
        'cancelled',
        'timed_out',
      ]),
    )
    .option('--workflow <name>', 'only those of this workflow definition')
    .option(
      '--since <time>',
      'only those started at this time or later: 2026-01-31T14:00, or 2h for two hours ago',
      timeArgument,
    )
    .option('--schedule <id>', 'only those that this schedule has started')
    .option('--limit <n>', 'at most this many', wholeNumber(1), 20)
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addHelpText('after', '\nExample:\n  orchestrator list --status failed --since 1d\n')
    .action(async ({ json, ...options }: ListOptions & SessionFlags & { json?: boolean }) => {
      await withSession(async (session) => {
        const [{ listRuns }, { printJson }] = await Promise.all([
          import('../runs/list-runs.ts'),
          import('./report-error.ts'),
        ]);
        const runs = await listRuns(session.client, options);
        if (json) return printJson({ runs });
        const widths = [0, 1].map((column) => Math.max(0, ...runs.map((run) => columns(run)[column]!.length)));
        const lines = runs.map((run) =>
          columns(run)
            .map((text, column) => text.padEnd(widths[column] ?? 0))
            .join('  '),
        );
        const none = `no such runs on the task queue "${options.taskQueue}"`;
        process.stdout.write(`${(lines.length > 0 ? lines : [none]).join('\n')}\n`);
      }, options);
    });

const columns = (run: { workflow_id: string; status: string; started_at: string; finished_at: string | null }) => [
  run.workflow_id,
  run.status,
  run.started_at.slice(0, 19).replace('T', ' '),
  run.finished_at === null
    ? ''
    : `${Math.round((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 100) / 10}s`,
];

function timeArgument(written: string): Date {
  const ago = parseDuration(written);
  const time = ago === undefined ? new Date(written) : new Date(Date.now() - ago);
  if (!Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('Write a time such as 2026-01-31T14:00 or a duration such as 2h.');
}
