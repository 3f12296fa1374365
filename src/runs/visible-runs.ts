import type { GATE as Gate } from '../workflows/gate-messages.ts';

const GATE: typeof Gate = 'orchestrator:gate';

/** A visibility query for the runs of a task queue that were asked for: not sub-workflows, not the gate that limits how many runs there are, and each once, however often it has continued as new. */
export function visibleRuns(taskQueue: string, ...conditions: string[]): string {
  return [
    `TaskQueue = ${quote(taskQueue)}`,
    'ParentWorkflowId IS NULL',
    'ExecutionStatus != "ContinuedAsNew"',
    `WorkflowType != "${GATE}"`,
    ...conditions,
  ].join(' AND ');
}

/** Text in a visibility query. A quotation mark in it is left out: no name has one. */
export const quote = (text: string): string => `"${text.replaceAll('"', '').replaceAll('\\', '')}"`;

/** From a moment on, or after it. */
export const startedSince = (time: Date): string => `StartTime >= "${time.toISOString()}"`;
