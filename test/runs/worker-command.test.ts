import { expect, test } from 'vitest';
import { workerCommand } from '../../src/runs/worker-command.ts';

test('names the task queue where it is not the usual one', () => {
  expect(workerCommand('orchestrator')).toMatch(/orchestrator worker$/);
  expect(workerCommand('gpu', '--python')).toMatch(/orchestrator worker --task-queue gpu --python$/);
});
