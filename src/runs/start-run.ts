import { randomBytes } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { hashOf } from '../definition-hash.ts';
import type { RunPlan } from '../plan-run.ts';
import { INTERPRETER, type RunInput } from '../workflows/run-input.ts';

export { hashOf } from '../definition-hash.ts';

export interface StartOptions {
  readonly taskQueue: string;
  /** The Workflow ID. Default: the definition's name, the time, and four letters. */
  readonly id?: string;
  /** Whether large payloads are kept outside of the history, so that the result need not be cut. */
  readonly payloadsAreKept: boolean;
}

export class RunExistsError extends Error {
  override readonly name = 'RunExistsError';
}

/** What the run would be started with is more than Temporal takes. */
export class StartTooLargeError extends Error {
  override readonly name = 'StartTooLargeError';
}

/** Temporal's limit for what a run is started with, all together. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Starts a run of a resolved definition and returns at once. */
export async function startRun(
  client: Client,
  { definition, inputs, reuse }: RunPlan,
  options: StartOptions,
): Promise<{ workflowId: string; runId: string }> {
  const workflowId = options.id ?? newWorkflowId(definition.name);
  const input: RunInput = {
    interpreter: INTERPRETER,
    definition,
    definitionHash: hashOf(definition),
    inputs,
    ...(options.payloadsAreKept ? { payloadsAreKept: true } : {}),
    ...(reuse ? { reuse } : {}),
  };
  if (!options.payloadsAreKept) checkSize(input);
  try {
    const handle = await client.workflow.start(definition.name, {
      args: [input],
      taskQueue: options.taskQueue,
      workflowId,
      ...(definition.description === undefined ? {} : { staticSummary: definition.description.slice(0, 200) }),
    });
    return { workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new RunExistsError(
      `a run with the id "${workflowId}" is under way; choose another --id, or follow it with \`orchestrator status ${workflowId}\``,
      { cause: error },
    );
  }
}

/** @throws StartTooLargeError */
export function checkSize(input: RunPlan): void {
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes <= MAX_BYTES) return;
  const mebibytes = (bytes / 1024 / 1024).toFixed(1);
  throw new StartTooLargeError(
    `the run would be started with ${mebibytes} MiB of ${input.reuse ? 'earlier outputs, definition and inputs' : 'definition and inputs'}, and Temporal takes 2 MiB; have them kept elsewhere with --payload-store, here and for the workers` +
      (input.reuse ? ', or run more of it again with --from' : ''),
  );
}

/** `traffic_pipeline-20260131-142501-k3xd`: sorts by time, and can be read aloud. */
function newWorkflowId(name: string): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${name}-${time}-${randomBytes(3).toString('hex').slice(0, 4)}`;
}
