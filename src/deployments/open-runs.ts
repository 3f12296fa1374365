import { quote } from '../runs/visible-runs.ts';

/** Visibility queries for the runs under way of a version, sub-workflows included: those that stay with it, and those that go over. */
export const pinnedRuns = (deployment: string, buildId: string): string => openRuns(deployment, buildId, 'Pinned');
export const autoUpgradeRuns = (deployment: string, buildId: string): string =>
  openRuns(deployment, buildId, 'AutoUpgrade');

const openRuns = (deployment: string, buildId: string, behavior: string): string =>
  [
    'ExecutionStatus = "Running"',
    `TemporalWorkerDeploymentVersion = ${quote(`${deployment}:${buildId}`)}`,
    `TemporalWorkflowVersioningBehavior = ${quote(behavior)}`,
  ].join(' AND ');
