import type { Json } from '../../definition/json.ts';
import type { AgentTask } from '../../workflows/agent-task.ts';
import type { OutputCache } from './output-cache.ts';

/** What of a task the cache looks at. */
export type CachedTask = Pick<AgentTask, 'module' | 'phase' | 'agent' | 'cache'>;

/** Which workflow and class an agent's task belongs to. */
export interface TaskOrigin {
  readonly workflowType?: string;
  readonly activityType: string;
}

/** The output that the agent need not be run for, as JSON text. */
export async function earlierOutput(
  cache: OutputCache,
  task: CachedTask,
  origin: TaskOrigin,
): Promise<string | undefined> {
  if (task.cache === undefined) return undefined;
  const output = await cache.read(keyOf(task, task.cache.key, origin), task.cache.ttl);
  if (output === undefined) void cache.sweep();
  return output;
}

export async function keepOutput(
  cache: OutputCache,
  task: CachedTask,
  origin: TaskOrigin,
  output: string,
): Promise<void> {
  if (task.cache !== undefined) await cache.store(keyOf(task, task.cache.key, origin), output, task.cache.ttl);
}

/**
 * The definition's own key, within the agent. One that became another class or module, or another phase's agent of the same name,
 * has outputs of its own; config and input do not count, for what matters of them is in the key.
 */
function keyOf(task: CachedTask, key: string, { workflowType = '', activityType }: TaskOrigin): readonly Json[] {
  return [workflowType, task.phase, task.agent, task.module, activityType, key];
}
