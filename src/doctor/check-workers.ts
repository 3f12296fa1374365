import type { Client } from '@temporalio/client';
import { pythonTaskQueue } from '../python/python-task-queue.ts';
import { hasWorker } from '../runs/has-worker.ts';
import { ok, warn, type Finding } from './finding.ts';

export async function checkWorkers(
  client: Client,
  { taskQueue, python }: { readonly taskQueue: string; readonly python: boolean },
): Promise<Finding[]> {
  const own = taskQueue === 'orchestrator' ? '' : ` --task-queue ${taskQueue}`;
  const [runs, agents, pythonAgents] = await Promise.all([
    hasWorker(client, taskQueue, 'runs'),
    hasWorker(client, taskQueue, 'agents'),
    python ? hasWorker(client, pythonTaskQueue(taskQueue), 'agents') : undefined,
  ]);
  return [
    runs && agents
      ? ok('workers', `a worker takes up runs from "${taskQueue}"`)
      : warn(
          'workers',
          `no worker takes up ${runs ? 'agents' : 'runs'} from "${taskQueue}"`,
          `Start one: \`orchestrator worker${own}\`. \`orchestrator dev\` and \`run --dev\` have their own.`,
        ),
    ...(pythonAgents === undefined
      ? []
      : [
          pythonAgents
            ? ok('python workers', `a worker takes agents in Python from "${pythonTaskQueue(taskQueue)}"`)
            : warn(
                'python workers',
                `no worker takes agents in Python from "${pythonTaskQueue(taskQueue)}"`,
                `Start one beside the other: \`orchestrator worker --python${own}\`. \`run --dev\` has its own.`,
              ),
        ]),
  ];
}
