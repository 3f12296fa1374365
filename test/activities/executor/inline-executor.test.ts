import { describe, expect, test } from 'vitest';
import { createInlineExecutor } from '../../../src/activities/executor/inline-executor.ts';
import { aCall, aHost, fixtures } from './a-call.ts';
import { executorSuite } from './executor-suite.ts';

describe('the inline executor', () => {
  executorSuite(() => createInlineExecutor({ root: fixtures, loadWithin: 2000 }));

  test('stops waiting for an agent that does not end', async () => {
    const executor = createInlineExecutor({ root: fixtures, killAfter: 50 });
    const { host, abort, logged } = aHost();
    const ended = executor.execute(aCall('agents.hostile', 'HostileAgent', { input: { do: 'ignoreAbort' } }), host);
    await logged();
    abort();
    await expect(ended).rejects.toMatchObject({
      type: 'AgentCancelled',
      message: expect.stringContaining('unheard') as unknown,
    });
  });
});
