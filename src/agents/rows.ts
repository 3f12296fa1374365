import { setImmediate } from 'node:timers/promises';
import type { AgentContext } from 'orchestrator/agent';
import type { z } from 'zod';

type Context = Pick<AgentContext, 'signal' | 'progress' | 'log'>;

/** Calls `visit` for each row, and stops between slices of rows to report progress and to notice a cancellation. */
export async function eachRow<Row>(
  rows: readonly Row[],
  context: Context,
  visit: (row: Row, index: number) => void,
): Promise<void> {
  const slice = 20_000;
  for (let start = 0; start < rows.length; start += slice) {
    context.signal.throwIfAborted();
    context.progress(start / rows.length, `${start} of ${rows.length} rows`);
    rows.slice(start, start + slice).forEach((row, index) => visit(row, start + index));
    await setImmediate(); // a loop that never lets go cannot be told to stop
  }
  context.signal.throwIfAborted();
  context.progress(1, `${rows.length} rows`);
}

/** The rows that fit the schema. The others are left out, and said so in the log. */
export async function checkRows<Row>(
  rows: readonly unknown[],
  schema: z.ZodType<Row>,
  context: Context,
): Promise<Row[]> {
  const kept: Row[] = [];
  await eachRow(rows, context, (row, index) => {
    const checked = schema.safeParse(row);
    if (checked.success) kept.push(checked.data);
    else context.log.debug(`row ${index} is left out`, { reason: checked.error.issues[0]?.message ?? '' });
  });
  if (kept.length === 0) throw new Error(`None of ${rows.length} rows has the columns that are expected`);
  if (kept.length < rows.length) context.log.warn('some rows are left out', { rows: rows.length - kept.length });
  context.log.info('rows checked', { rows: rows.length, kept: kept.length });
  return kept;
}
