import { expect, test } from 'vitest';
import { nextSteps } from '../../src/commands/next-steps.ts';
import { runStatusDocument } from '../follow/status.ts';

const failed = runStatusDocument([], { status: 'failed' });
const rerunOf = (flags: Parameters<typeof nextSteps>[1]) =>
  nextSteps(failed, flags).find((line) => line.includes(' rerun '));

test('the commands that come next have what this one was given', () => {
  const id = failed.workflow_id;
  expect(rerunOf({})).toContain(`orchestrator rerun ${id}\` runs again`);
  expect(rerunOf({ taskQueue: 'orchestrator' })).toContain(`rerun ${id}\``);
  expect(rerunOf({ taskQueue: 'gpu', secretsFile: 'x' })).toContain(`rerun ${id} --task-queue gpu\``);
  expect(rerunOf({ dev: true, secretsCommand: "pass 'it'", encryptionKeys: 'keys.txt' })).toContain(
    String.raw`rerun ${id} --dev --secrets-command 'pass '\''it'\''' --encryption-keys keys.txt` + '`',
  );
});
