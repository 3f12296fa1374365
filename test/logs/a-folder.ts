import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAgentLogs, type AgentLogsOptions, type AttemptId } from '../../src/logs/agent-logs.ts';
import { parseAttemptLine, type AttemptLine } from '../../src/logs/attempt-line.ts';

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-logs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Logs as a worker keeps them, and what they said was wrong. Every execution is a run of its own. */
export function someLogs(folder: string, more: Partial<AgentLogsOptions> = {}) {
  const problems: string[] = [];
  const logs = createAgentLogs({
    folder,
    addressOf: async (workflowId, runId) => ({ home: { workflowId, runId }, above: [], isOver: false }),
    onProblem: (problem) => void problems.push(problem),
    ...more,
  });
  return { logs, problems };
}

export const anAttempt = (more: Partial<AttemptId> = {}): AttemptId => ({
  workflowId: 'a-run',
  runId: 'first',
  activityId: 'phase/agent',
  attempt: 1,
  ...more,
});

/** The names of all files below it. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The lines of one file. */
export const linesIn = async (...path: string[]): Promise<AttemptLine[]> =>
  (await readFile(join(...path), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => parseAttemptLine(line)!);
