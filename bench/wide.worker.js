// The worker of the hand-written workflow, with the settings of the orchestrator's own.
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';

const worker = await Worker.create({
  connection: await NativeConnection.connect({
    address: process.env.TEMPORAL_ADDRESS,
    grpcCompression: { codec: 'none' },
  }),
  taskQueue: 'raw',
  workflowsPath: join(import.meta.dirname, 'wide.workflow.js'),
  activities: { noop: async () => null },
  maxConcurrentActivityTaskExecutions: Number(process.env.WINDOW),
  stickyQueueScheduleToStartTimeout: '5s',
});
console.error('Worker ready');
await worker.run();
