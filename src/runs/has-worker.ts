import type { Client } from '@temporalio/client';

/** Whether a worker has polled the task queue lately, for runs or for their agents. */
export async function hasWorker(client: Client, taskQueue: string, what: keyof typeof TYPES): Promise<boolean> {
  const { namespace } = client.options;
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TYPES[what],
  });
  return (pollers ?? []).length > 0;
}

/** The server's own numbers for the two sides of a task queue. */
const TYPES = { runs: 1, agents: 2 } as const;
