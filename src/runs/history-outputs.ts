import type { Client } from '@temporalio/client';
import { firstValue, historyPages } from '../storage/history-pages.ts';
import type { AgentReport, AgentTask } from '../workflows/agent-task.ts';
import type { RunResult } from '../workflows/run-result.ts';
import type { PastOutputs } from './past-outputs.ts';

const PAGE = 500;

/** Takes the outputs that stand in the history of a run: every agent is an activity, every sub-workflow a child workflow. */
export async function addHistory(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  past: PastOutputs,
): Promise<void> {
  // A run with a long history went on as new.
  for (let id: string | undefined = runId; id;) id = await addOneHistory(client, { workflowId, runId: id }, past);
}

async function addOneHistory(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  past: PastOutputs,
): Promise<string | undefined> {
  let before: string | undefined;
  const scheduled = new Map<string, { id: string; input: Parameters<typeof firstValue>[1] }>();
  for await (const events of historyPages(client, execution, PAGE)) {
    for (const event of events) {
      before ??= event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
      const start = event.activityTaskScheduledEventAttributes;
      if (start) scheduled.set(String(event.eventId), { id: start.activityId ?? '', input: start.input });
      const end = event.activityTaskCompletedEventAttributes;
      const activity = end && scheduled.get(String(end.scheduledEventId));
      if (activity) await addActivity(client, activity, end.result, past);
      const child = event.childWorkflowExecutionCompletedEventAttributes;
      if (child) {
        const phase = child.workflowExecution?.workflowId?.slice(execution.workflowId.length + 1) ?? '';
        const result = (await firstValue(client, child.result)) as Partial<RunResult> | undefined;
        if (result?.outputs) past.addPhase(phase, result.outputs);
      }
    }
  }
  return before;
}

async function addActivity(
  client: Client,
  { id, input }: { readonly id: string; readonly input: Parameters<typeof firstValue>[1] },
  result: Parameters<typeof firstValue>[1],
  past: PastOutputs,
): Promise<void> {
  const report = (await firstValue(client, result)) as Partial<AgentReport> | null | undefined;
  if (report?.output === undefined) return;
  const [name, index] = id.split('#');
  if (index === undefined) return past.addAgent(id, report.output);
  const task = (await firstValue(client, input)) as AgentTask;
  past.addItem(name!, [Number(index), task.item ?? null, report.output]);
}
