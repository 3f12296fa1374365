import type { Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { logAddressOf } from '../../src/logs/log-address.ts';

interface Execution {
  readonly status?: string;
  readonly firstRunId?: string;
  readonly root?: readonly [workflowId: string, runId: string];
}

/** Knows executions by `WORKFLOW RUN`; without a run it is the current one. */
function aClient(executions: Readonly<Record<string, Execution>>): Client {
  const getHandle = (workflowId: string, runId = 'current') => ({
    async describe() {
      const { status = 'RUNNING', firstRunId, root } = executions[`${workflowId} ${runId}`]!;
      const rootExecution = root && { workflowId: root[0], runId: root[1] };
      return { runId, status: { name: status }, raw: { workflowExecutionInfo: { firstRunId, rootExecution } } };
    },
  });
  return { workflow: { getHandle } } as unknown as Client;
}

test('a run has its own logs, and one that continued as new those of its first execution', async () => {
  const client = aClient({
    'w one': { firstRunId: 'one', root: ['w', 'one'], status: 'CONTINUED_AS_NEW' },
    'w two': { firstRunId: 'one', root: ['w', 'two'], status: 'COMPLETED' },
    'w current': {},
  });
  const home = { workflowId: 'w', runId: 'one' };
  expect(await logAddressOf(client, 'w', 'one')).toEqual({ home, above: [], isOver: false });
  expect(await logAddressOf(client, 'w', 'two')).toEqual({ home, above: [], isOver: true });
  // An older server does not tell.
  expect((await logAddressOf(client, 'w')).home).toEqual({ workflowId: 'w', runId: 'current' });
});

test('a sub-workflow has those of the run it is a part of, also where that has continued as new', async () => {
  const client = aClient({
    'a/b two': { firstRunId: 'one', root: ['a/b', 'two'] },
    'a/b/publish/review child': { firstRunId: 'child', root: ['a/b', 'two'], status: 'COMPLETED' },
  });
  expect(await logAddressOf(client, 'a/b/publish/review', 'child')).toEqual({
    home: { workflowId: 'a/b', runId: 'one' },
    above: ['publish', 'review'],
    isOver: true,
  });
});

test('what somebody’s own workflow has started is a run of its own', async () => {
  const client = aClient({ 'w one': { firstRunId: 'one', root: ['theirs', 'x'] } });
  expect((await logAddressOf(client, 'w', 'one')).home).toEqual({ workflowId: 'w', runId: 'one' });
});
