import type { Client } from '@temporalio/client';
import { fileName, homeFolder, parseAttemptFile } from './attempt-file.ts';
import type { LogSource } from './kept-logs.ts';
import { logAddressOf } from './log-address.ts';

/** Where the logs of a run are, in every source. */
export interface FoundRun {
  readonly folder: string;
  readonly isOver: boolean;
  /** Temporal knows the run; else it was found by its folder alone. */
  readonly isKnown: boolean;
}

/** Asks Temporal where a run's logs are; of a run that it has forgotten, its Workflow ID says it. */
export async function findLogs(
  client: Client | undefined,
  workflowId: string | undefined,
  sources: readonly LogSource[],
): Promise<FoundRun | undefined> {
  if (client && workflowId !== undefined) {
    try {
      const { home, above, isOver } = await logAddressOf(client, workflowId);
      return { folder: [homeFolder(home), ...above.map(fileName)].join('/'), isOver, isKnown: true };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
    }
  }
  for (const source of sources) {
    const folder = await newestRun(source, workflowId);
    if (folder !== undefined) return { folder, isOver: true, isKnown: false };
  }
  return undefined;
}

/** The run with that Workflow ID, or with any, whose first log is the latest. */
async function newestRun(source: LogSource, workflowId: string | undefined): Promise<string | undefined> {
  const above = workflowId === undefined ? '' : `${fileName(workflowId)}/`;
  const begins = new Map<string, number>();
  for (const { name } of await source.list(above.slice(0, -1))) {
    const [, folder, file] = /^([^/]+\/[^/]+)\/(.+)$/.exec(`${above}${name}`) ?? [];
    const place = file === undefined ? undefined : parseAttemptFile(file);
    if (folder === undefined || !place) continue;
    begins.set(folder, Math.min(place.startedAt, begins.get(folder) ?? Infinity));
  }
  return [...begins].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
