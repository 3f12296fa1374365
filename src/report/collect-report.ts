import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { LogSource } from '../logs/kept-logs.ts';
import { describeRun } from '../runs/find-run.ts';
import { runInputOf } from '../runs/run-input-of.ts';
import { runStatus, type RunStatusDocument } from '../runs/run-status.ts';
import { historyTasks } from './history-tasks.ts';
import { OutputBudget } from './output-budget.ts';
import type { ReportDocument, ReportedPhase, ReportedTask } from './report-document.ts';
import { reportedPhases } from './reported-phases.ts';
import { reportedTasks } from './reported-tasks.ts';
import { taskLogs, type TaskLogs } from './task-logs.ts';

/** Runs of sub-workflows are read this deep. */
const MAX_DEPTH = 4;

/** All that is known of a run: from its result, from its history, and from what its agents have logged. @throws as `runStatus` */
export async function collectReport(
  client: Client,
  workflowId: string,
  { url, logs }: { readonly url: (runId: string) => string | undefined; readonly logs: readonly LogSource[] },
): Promise<{ readonly document: ReportDocument; readonly status: RunStatusDocument }> {
  const [description, input, status] = await Promise.all([
    describeRun(client, workflowId),
    runInputOf(client, workflowId),
    runStatus(client, workflowId, Infinity),
  ]);
  const collected: Collected = {
    phases: [],
    tasks: [],
    budget: new OutputBudget(),
    logs: await taskLogs(client, workflowId, logs),
  };
  await collectRun(client, { status, definition: input.definition, path: '' }, collected);
  const { closeTime } = description;
  const document: ReportDocument = {
    made_at: Date.now(),
    run: {
      workflow: status.workflow,
      workflow_id: workflowId,
      run_id: status.run_id,
      definition_hash: input.definitionHash,
      status: status.status,
      paused: status.paused === true,
      started_at: await beginning(client, description),
      finished_at: closeTime?.getTime() ?? null,
      error: status.error,
      url: url(status.run_id) ?? null,
      reused_from: input.reuse?.workflowId ?? null,
    },
    phases: collected.phases,
    tasks: collected.tasks,
    inputs: input.inputs,
    outputs: status.outputs,
    definition: input.definition,
  };
  return { document, status };
}

interface Collected {
  readonly phases: ReportedPhase[];
  readonly tasks: ReportedTask[];
  readonly budget: OutputBudget;
  readonly logs: TaskLogs;
}

interface CollectedRun {
  readonly status: RunStatusDocument;
  readonly definition: RunDefinition;
  /** Of the phase whose sub-workflow it is, with a slash behind it; empty for the run itself. */
  readonly path: string;
}

async function collectRun(client: Client, run: CollectedRun, into: Collected, depth = 0): Promise<void> {
  const { status, definition, path } = run;
  const { workflow_id: workflowId, run_id: runId } = status;
  const history = await historyTasks(client, { workflowId, runId });
  for (const { phase, result } of reportedPhases(definition, status, history)) {
    const position =
      into.phases.push({ ...phase, path: `${path}${phase.path}`, after: phase.after.map((name) => `${path}${name}`) }) -
      1;
    const tasks = await reportedTasks(
      { definition, phase: phase.path, result, runStatus: status.status, history },
      into.budget,
    );
    for (const task of tasks) {
      const item = task.item ? `#${task.item.index}` : '';
      into.tasks.push({ ...task, phase: position, ...into.logs.of(`${path}${phase.path}/${task.agent}${item}`) });
    }
    const sub = definition.phases.find(({ name }) => name === phase.path)?.workflow;
    if (!sub || phase.workflow_id === undefined || depth >= MAX_DEPTH) continue;
    // A run that has not begun yet, or that is forgotten, is left out of the picture.
    const child = await runStatus(client, phase.workflow_id, Infinity).catch(() => undefined);
    if (child)
      await collectRun(
        client,
        { status: child, definition: sub.definition, path: `${path}${phase.path}/` },
        into,
        depth + 1,
      );
  }
}

/** A run that went on as new began with its first execution. */
async function beginning(
  client: Client,
  { raw, runId, startTime, workflowId }: WorkflowExecutionDescription,
): Promise<number> {
  const first = raw.workflowExecutionInfo?.firstRunId || runId;
  if (first === runId) return startTime.getTime();
  // It may be forgotten already: then the run is told from where it is known.
  const known = await client.workflow
    .getHandle(workflowId, first)
    .describe()
    .catch(() => undefined);
  return (known?.startTime ?? startTime).getTime();
}
