import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { isSame, routingOf, sayVersion, toVersion, type Version } from '../deployments/routing.ts';
import { ourName } from '../our-name.ts';
import { workerCommand } from './worker-command.ts';

/** Why nobody takes something up, and what to do about it. Without `problem`, it is simply that no worker is there. */
export type Unserved =
  { readonly problem?: undefined; readonly remedy?: undefined } | { readonly problem: string; readonly remedy: string };

/** Why no worker takes new runs from a task queue, or their agents. Undefined where one does, or has lately. */
export async function whyUnserved(
  client: Client,
  taskQueue: string,
  what: 'runs' | 'agents',
): Promise<Unserved | undefined> {
  const { pollers, targets } = await routingOf(client, taskQueue, what);
  if (pollers.length === 0) return {};
  const isThere = (version: Version | undefined) => pollers.some((poller) => isSame(poller.version, version));
  const missing = targets.find((target) => !isThere(target));
  if (missing === undefined && targets.every(isThere)) return undefined;
  const others = distinct(pollers.flatMap(({ version }) => version ?? []));
  return missing === undefined ? noneIsCurrent(taskQueue, others) : isGone(taskQueue, missing, others);
}

function noneIsCurrent(taskQueue: string, versions: readonly Version[]): Unserved {
  const [which, it] = versions.length === 1 ? ['which is not current', 'it'] : ['none of which is current', 'one'];
  return {
    problem: `the workers of the task queue "${taskQueue}" are of ${versions.map(sayVersion).join(' and ')}, ${which}`,
    remedy: `make ${it} current with \`${promoteCommand(versions[0]!)}\``,
  };
}

function isGone(taskQueue: string, version: Version, [other]: readonly Version[]): Unserved {
  const start = `start one with \`${versionCommand(version, taskQueue)}\``;
  return {
    problem: `the task queue "${taskQueue}" sends what is new to ${sayVersion(version)}, of which no worker polls`,
    remedy: other === undefined ? start : `${start}, or make another current with \`${promoteCommand(other)}\``,
  };
}

/** The same for a run under way, which may be held to a version. */
export async function whyRunUnserved(
  client: Client,
  { raw, taskQueue, workflowId }: WorkflowExecutionDescription,
): Promise<Unserved | undefined> {
  const pinned = pinnedTo(raw.workflowExecutionInfo?.versioningInfo);
  if (pinned === undefined) return whyUnserved(client, taskQueue, 'runs');
  const { pollers } = await routingOf(client, taskQueue, 'runs');
  if (pollers.some(({ version }) => isSame(version, pinned))) return undefined;
  return {
    problem: `it is pinned to ${sayVersion(pinned)}, of which no worker polls the task queue "${taskQueue}"`,
    remedy: `start one with \`${versionCommand(pinned, taskQueue)}\`, or have it go on with the current version: \`${ourName()} deployment move ${workflowId}\``,
  };
}

type VersioningInfo = NonNullable<
  NonNullable<WorkflowExecutionDescription['raw']['workflowExecutionInfo']>['versioningInfo']
>;

/** The version that a run stays with, whatever is current. */
function pinnedTo(info: VersioningInfo | null | undefined): Version | undefined {
  const override = info?.versioningOverride;
  if (override?.pinned) return toVersion(override.pinned.version);
  if (override?.autoUpgrade || info?.behavior !== PINNED) return undefined;
  return toVersion(info.deploymentVersion);
}

/** The server's number for it. */
const PINNED = 1;

const promoteCommand = (version: Version): string =>
  [ourName(), 'deployment', 'promote', ...flagsOf(version)].join(' ');

const flagsOf = ({ deployment, buildId }: Version): string[] => ['--deployment', deployment, '--build-id', buildId];

/** A worker of a version. The task queue of Python agents is served beside that of the runs. */
function versionCommand(version: Version, taskQueue: string): string {
  const own = taskQueue.replace(/-python$/, '');
  return workerCommand(own, ...(own === taskQueue ? [] : ['--python']), ...flagsOf(version));
}

const distinct = (versions: readonly Version[]): Version[] => [
  ...new Map(versions.map((version) => [sayVersion(version), version])).values(),
];
