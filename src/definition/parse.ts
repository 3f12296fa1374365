import type { z } from 'zod';
import { explain } from './explain.ts';
import type { Loose } from './loose.ts';
import { normalise } from './normalise.ts';
import { formatPath, type Path, type Source } from './source.ts';

export interface Parsed<T extends z.ZodType> {
  /** Missing where something is faulty. */
  readonly value: z.output<T> | undefined;
  /** What is not faulty, so that one fault does not hide the others. */
  readonly parts: Loose<z.input<T>>;
  /** Places about which something was said already. */
  readonly doubtful: ReadonlySet<string>;
}

/** Reads a file by a schema, and reports what is wrong with it. */
export function parse<T extends z.ZodType>(source: Source, schema: T): Parsed<T> {
  const { data, findings } = normalise(source.data, schema);
  for (const finding of findings) source.report(finding);
  const misspelt = findings.flatMap(({ insteadOf }) => (insteadOf ? [insteadOf] : []));
  const doubtful = new Set([...source.doubtful, ...misspelt].map(formatPath));
  const result = schema.safeParse(data);
  const isDoubtful = (path: Path) => path.some((_, index) => doubtful.has(formatPath(path.slice(0, index + 1))));
  for (const issue of result.error?.issues ?? []) {
    const path = issue.path as Path;
    if (isOfTheType(issue)) continue;
    if (!isDoubtful(path)) {
      source.report(explain(issue, data));
      doubtful.add(formatPath(path));
    }
    if (isUnusable(issue)) remove(data, path);
  }
  return { value: result.data, parts: data as Loose<z.input<T>>, doubtful };
}

/** What has the right type can be checked further: a phase whose name is too long has dependencies. */
const isUnusable = ({ code }: z.core.$ZodIssue): boolean =>
  code === 'invalid_type' || code === 'invalid_union' || code === 'invalid_value' || code === 'custom';

/** That integers end somewhere: each of ours has a limit of its own, which is what is said. */
const isOfTheType = (issue: z.core.$ZodIssue): boolean =>
  (issue.code === 'too_big' || issue.code === 'too_small') && issue.origin === 'int';

function remove(data: unknown, path: Path): void {
  let container = data;
  for (const segment of path.slice(0, -1))
    container = (container as Record<string | number, unknown> | undefined)?.[segment];
  const last = path.at(-1);
  if (last !== undefined && typeof container === 'object' && container !== null) {
    (container as Record<string | number, unknown>)[last] = undefined;
  }
}
