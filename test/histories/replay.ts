import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/**
 * Replays a recorded history with today's code. Temporal itself compares which commands there are, and not what is in them:
 * so what today's code would start agents and sub-workflows with is given back, beside what they were started with.
 * @throws DeterminismViolationError where the code does not do what it did.
 */
export async function replay(recorded: unknown): Promise<{ before: unknown[]; now: unknown[] }> {
  const now: unknown[] = [];
  const codec = {
    async encode(payloads: Payload[]) {
      for (const payload of payloads) now.push(defaultPayloadConverter.fromPayload(payload));
      return payloads;
    },
    decode: async (payloads: Payload[]) => payloads,
  };
  const code = readFileSync(join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js'), 'utf8');
  const options = { workflowBundle: { code }, dataConverter: { payloadCodecs: [codec] } };
  const [started] = historyFromJSON(recorded).events ?? [];
  // A sub-workflow is named after the run.
  const workflowId = started?.workflowExecutionStartedEventAttributes?.workflowId ?? undefined;
  await Worker.runReplayHistory(options, recorded, workflowId);
  return { before: startedWith(recorded).filter(isStart), now: now.filter(isStart) };
}

function startedWith(recorded: unknown): unknown[] {
  return (historyFromJSON(recorded).events ?? []).flatMap((event) => {
    const started =
      event.activityTaskScheduledEventAttributes ?? event.startChildWorkflowExecutionInitiatedEventAttributes;
    return (started?.input?.payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload(payload as Payload));
  });
}

/** What an agent or a sub-workflow is started with, among all that a workflow hands to Temporal. */
function isStart(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('module' in value || 'interpreter' in value);
}
