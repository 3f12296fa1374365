import { expect, test } from 'vitest';
import { deploymentText } from '../../src/deployments/deployment-text.ts';
import type { DeploymentDocument, VersionDocument } from '../../src/deployments/describe-deployment.ts';

const version: VersionDocument = {
  build_id: '0.1.0',
  status: 'draining',
  created_at: '2026-01-31T06:00:00.000Z',
  workers: 1,
  task_queues: ['orchestrator'],
  pinned_runs: 1,
  auto_upgrade_runs: 11,
  safe_to_stop: false,
  reason: '1 run stays with it',
};
const newer: VersionDocument = {
  ...version,
  build_id: '0.2.0-rc',
  status: 'ramping',
  workers: 2,
  pinned_runs: 0,
  auto_upgrade_runs: 0,
  safe_to_stop: true,
  reason: 'it is well',
};
const deployment: DeploymentDocument = {
  deployment: 'flights',
  current: '0.1.0',
  ramping: '0.2.0-rc',
  ramp_percent: 10,
  versions: [newer, version],
};

test('a deployment says where new runs go, and of each version whether its workers can go', () => {
  expect(deploymentText(deployment)).toBe(
    `flights: build id 0.1.0 takes up new runs, 0.2.0-rc 10 % of them
  0.2.0-rc  ramping   2 workers  0 runs, 0 pinned   safe to stop: it is well
  0.1.0     draining  1 worker   12 runs, 1 pinned  keep its workers: 1 run stays with it
`,
  );
});

test('where no version is current, workers of none take up new runs', () => {
  expect(deploymentText({ ...deployment, current: null, ramping: null, ramp_percent: 0, versions: [] })).toBe(
    'flights: workers of no version take up new runs\n',
  );
});
