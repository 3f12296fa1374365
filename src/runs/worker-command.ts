import { DEFAULT_TASK_QUEUE } from '../defaults.ts';
import { ourName } from '../our-name.ts';

/** The exact command that starts a worker for a task queue. */
export const workerCommand = (taskQueue: string, ...options: readonly string[]): string =>
  [ourName(), 'worker', ...(taskQueue === DEFAULT_TASK_QUEUE ? [] : ['--task-queue', taskQueue]), ...options].join(' ');
