/**
 * A worker as hand-written.js has it, as a process of its own: takes workflows of hand-written.workflow.js from a task queue
 * until it is ended. Its activity writes a line to a file, as the agent does that it is measured beside.
 *
 *     TEMPORAL_ADDRESS=127.0.0.1:7233 node bench/hand-written-worker.js TASK_QUEUE FILE ACTIVITIES_AT_ONCE
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { NativeConnection, Worker, bundleWorkflowCode } from '@temporalio/worker';

const [taskQueue, file, atOnce] = process.argv.slice(2);
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const worker = await Worker.create({
  connection: await NativeConnection.connect({
    address: process.env['TEMPORAL_ADDRESS'],
    grpcCompression: { codec: 'none' },
  }),
  taskQueue,
  workflowBundle: await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'hand-written.workflow.js'),
    logger: silent,
  }),
  activities: {
    async noop(index) {
      const { workflowExecution, attempt } = Context.current().info;
      appendFileSync(file, `${workflowExecution.workflowId} ${index} ${attempt}\n`);
      return null;
    },
  },
  maxConcurrentActivityTaskExecutions: Number(atOnce),
  stickyQueueScheduleToStartTimeout: '5s',
  maxHeartbeatThrottleInterval: '2s',
});
const ended = worker.run();
console.log('ready');
await ended;
