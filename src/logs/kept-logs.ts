import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { STATE_FOLDER } from '../environment.ts';
import type { LogStore } from '../storage/log-store.ts';
import { parseAttemptFile, tailFile, type AttemptPlace } from './attempt-file.ts';
import { parseAttemptLine, type AttemptLine } from './attempt-line.ts';
import { readLog } from './log-files.ts';

/** Where logs are read from: a folder of this machine, or a store. */
export type LogSource = Pick<LogStore, 'place' | 'list' | 'read'>;

/** The log of one attempt. */
export interface KeptLog {
  readonly place: AttemptPlace;
  /** Another one when the log has grown. */
  readonly mark: string;
  read(): Promise<AttemptLine[]>;
}

/** The logs below a folder, of all sources; what is in several is taken from the first. */
export async function keptLogs(sources: readonly LogSource[], folder: string): Promise<KeptLog[]> {
  const found = new Map<string, KeptLog>();
  for (const source of sources) {
    for (const { name, mark } of await source.list(folder)) {
      const place = parseAttemptFile(name);
      if (!place || found.has(name)) continue;
      found.set(name, { place, mark, read: async () => linesOf(await source.read(`${folder}/${name}`)) });
    }
  }
  return [...found.values()];
}

/** A project's folder, and the store that other machines write to. */
export const logSources = (root: string, store: LogStore | undefined): readonly LogSource[] => [
  localLogs(logFolder(root)),
  ...(store ? [store] : []),
];

/** The folder in which the workers of a project keep what agents log. */
export const logFolder = (root: string): string => join(root, STATE_FOLDER, 'logs');

/** The logs that workers have kept on this machine. */
export function localLogs(root: string): LogSource {
  return {
    place: root,
    async list(folder) {
      const path = join(root, folder);
      const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'));
      return Promise.all(
        files.map(async ({ parentPath, name }) => {
          const file = join(parentPath, name);
          const marks = await Promise.all([markOf(file), markOf(tailFile(file))]);
          return { name: file.slice(path.length + 1).replaceAll('\\', '/'), mark: marks.join() };
        }),
      );
    },
    read: (name) => readLog(root, name),
  };
}

const linesOf = (text: string): AttemptLine[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : (parseAttemptLine(line) ?? [])));

const markOf = (file: string): Promise<string> =>
  stat(file).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => '',
  );
