import type { Client } from '@temporalio/client';
import { pythonTaskQueue } from '../python/python-task-queue.ts';
import { whyUnserved } from '../runs/why-unserved.ts';
import { ok, warn, type Finding } from './finding.ts';

export async function checkWorkers(
  client: Client,
  { taskQueue, python }: { readonly taskQueue: string; readonly python: boolean },
): Promise<Finding[]> {
  const own = taskQueue === 'orchestrator' ? '' : ` --task-queue ${taskQueue}`;
  const [runs, agents, pythonAgents] = await Promise.all([
    whyUnserved(client, taskQueue, 'runs'),
    whyUnserved(client, taskQueue, 'agents'),
    python ? whyUnserved(client, pythonTaskQueue(taskQueue), 'agents') : undefined,
  ]);
  const unserved = runs ?? agents;
  const findings: Finding[] = [
    unserved
      ? warn(
          'workers',
          unserved.problem ?? `no worker takes up ${runs ? 'runs' : 'agents'} from "${taskQueue}"`,
          unserved.remedy === undefined
            ? `Start one: \`orchestrator worker${own}\`. \`orchestrator dev\` and \`run --dev\` have their own.`
            : sentence(unserved.remedy),
        )
      : ok('workers', `a worker takes up runs from "${taskQueue}"`),
  ];
  if (pythonAgents)
    findings.push(
      warn(
        'python workers',
        pythonAgents.problem ?? `no worker takes agents in Python from "${pythonTaskQueue(taskQueue)}"`,
        pythonAgents.remedy === undefined
          ? `Start one beside the other: \`orchestrator worker --python${own}\`. \`run --dev\` has its own.`
          : sentence(pythonAgents.remedy),
      ),
    );
  else if (python)
    findings.push(ok('python workers', `a worker takes agents in Python from "${pythonTaskQueue(taskQueue)}"`));
  return findings;
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
