/** Where the Python agents of the runs of a task queue are sent: workflow code says so too. */
export const pythonTaskQueue = (taskQueue: string): string => `${taskQueue}-python`;
