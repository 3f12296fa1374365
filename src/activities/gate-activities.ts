import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ACQUIRE, FIND_CLOSED, GATE, type GateActivities, type Ticket } from '../workflows/gate-messages.ts';

/** What the workflow that limits how many runs there are needs of Temporal itself. */
export const gateActivities: GateActivities = {
  async [ACQUIRE](gateId, ticket) {
    const { client, info } = Context.current();
    await client.workflow.signalWithStart(GATE, {
      workflowId: gateId,
      taskQueue: info.taskQueue,
      args: [],
      signal: 'acquire',
      signalArgs: [ticket],
    });
  },

  async [FIND_CLOSED](tickets, { atLeastOne } = { atLeastOne: false }) {
    const { client } = Context.current();
    const closed = await Promise.all(tickets.map((ticket) => isClosed(client, ticket)));
    const found = tickets.filter((_, index) => closed[index]);
    if (!atLeastOne || found.length > 0) return found;
    const message = 'all of them are under way';
    throw ApplicationFailure.create({ message, category: ApplicationFailureCategory.BENIGN });
  },
};

async function isClosed(client: Client, { workflowId, runId }: Ticket): Promise<boolean> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId).describe();
    return status.name !== 'RUNNING' || raw.workflowExecutionInfo?.firstRunId !== runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}
