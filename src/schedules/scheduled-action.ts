import type { ScheduleOptionsStartWorkflowAction } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { RunInput } from '../workflows/run-input.ts';

/**
 * What a schedule does: it starts a run. Temporal puts the time behind the Workflow ID, so that it reads
 * `nightly-2026-01-31T06:00:00Z`.
 */
export const scheduledAction = (
  id: string,
  input: RunInput,
  taskQueue: string,
): ScheduleOptionsStartWorkflowAction<Workflow> => ({
  type: 'startWorkflow',
  workflowType: input.definition.name,
  workflowId: id,
  args: [input],
  taskQueue,
  ...(input.definition.description === undefined ? {} : { staticSummary: input.definition.description.slice(0, 200) }),
});
