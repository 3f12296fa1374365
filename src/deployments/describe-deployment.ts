import { isGrpcServiceError, type Client } from '@temporalio/client';
import { didYouMean } from '../definition/did-you-mean.ts';
import { DeploymentError } from './deployment-error.ts';
import { autoUpgradeRuns, pinnedRuns } from './open-runs.ts';
import { routingOf } from './routing.ts';

/** A Worker Deployment: which of its versions takes up new runs, and which can go. */
export interface DeploymentDocument {
  readonly deployment: string;
  /** The build id that new runs go to. Null: they go to workers without worker versioning. */
  readonly current: string | null;
  readonly ramping: string | null;
  /** Of new runs, how many in a hundred go to the version that ramps up. */
  readonly ramp_percent: number;
  /** The latest first. */
  readonly versions: readonly VersionDocument[];
}

export interface VersionDocument {
  readonly build_id: string;
  readonly status: VersionStatus;
  readonly created_at: string;
  /** Workers that have polled lately. */
  readonly workers: number;
  readonly task_queues: readonly string[];
  /** Runs under way that stay with this version, and those that go over at their next step. Sub-workflows count. */
  readonly pinned_runs: number;
  readonly auto_upgrade_runs: number;
  /** Whether no run needs its workers any more. */
  readonly safe_to_stop: boolean;
  /** Why, or why not. */
  readonly reason: string;
}

export type VersionStatus = (typeof STATUSES)[number];

/** By the server's numbers. */
const STATUSES = ['unknown', 'inactive', 'current', 'ramping', 'draining', 'drained', 'inactive'] as const;

/** @throws DeploymentError if there is no deployment of this name */
export async function describeDeployment(client: Client, deployment: string): Promise<DeploymentDocument> {
  const info = await infoOf(client, deployment);
  const { currentDeploymentVersion, rampingDeploymentVersion, rampingVersionPercentage } = info.routingConfig ?? {};
  const versions: VersionDocument[] = [];
  // One after another: counts of runs are rationed by the server, at ten a second.
  for (const { deploymentVersion, status, createTime } of info.versionSummaries ?? []) {
    const buildId = deploymentVersion?.buildId ?? '';
    const [served, pinned, autoUpgrade] = await Promise.all([
      servedBy(client, deployment, buildId),
      client.workflow.count(pinnedRuns(deployment, buildId)),
      client.workflow.count(autoUpgradeRuns(deployment, buildId)),
    ]);
    const known = STATUSES[status ?? 0] ?? 'unknown';
    versions.push({
      build_id: buildId,
      status: known,
      created_at: new Date(Number(createTime?.seconds ?? 0) * 1000).toISOString(),
      ...served,
      pinned_runs: pinned.count,
      auto_upgrade_runs: autoUpgrade.count,
      ...safety(known, pinned.count),
    });
  }
  return {
    deployment,
    current: currentDeploymentVersion?.buildId ?? null,
    ramping: rampingDeploymentVersion?.buildId ?? null,
    ramp_percent: rampingVersionPercentage ?? 0,
    versions: versions.toSorted((a, b) => b.created_at.localeCompare(a.created_at)),
  };
}

/** What the server says of a deployment. @throws DeploymentError if there is none of this name */
export async function infoOf(client: Client, deploymentName: string) {
  const { namespace } = client.options;
  try {
    const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
      namespace,
      deploymentName,
    });
    return workerDeploymentInfo ?? {};
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
    const names = await deploymentNames(client);
    const meant = didYouMean(deploymentName, names);
    const hint = meant === undefined ? sayNames(names) : `did you mean "${meant}"?`;
    throw new DeploymentError(`there is no deployment "${deploymentName}"; ${hint}`, { cause: error });
  }
}

/** gRPC's number. */
const NOT_FOUND = 5;

/** The one deployment that there is. @throws DeploymentError if there are none, or several */
export async function onlyDeployment(client: Client): Promise<string> {
  const names = await deploymentNames(client);
  if (names.length === 1) return names[0]!;
  throw new DeploymentError(`name the deployment with --deployment; ${sayNames(names)}`);
}

const sayNames = (names: readonly string[]): string =>
  names.length === 0
    ? 'there is none in this namespace: a worker with --deployment and --build-id makes one'
    : `there are ${names.map((name) => `"${name}"`).join(', ')}`;

async function deploymentNames(client: Client): Promise<string[]> {
  const { namespace } = client.options;
  const { workerDeployments } = await client.workflowService.listWorkerDeployments({ namespace });
  return (workerDeployments ?? []).map(({ name }) => name ?? '').toSorted();
}

async function servedBy(
  client: Client,
  deployment: string,
  buildId: string,
): Promise<Pick<VersionDocument, 'workers' | 'task_queues'>> {
  const { versionTaskQueues } = await client.workflowService.describeWorkerDeploymentVersion({
    namespace: client.options.namespace,
    deploymentVersion: { deploymentName: deployment, buildId },
  });
  const names = [...new Set((versionTaskQueues ?? []).map(({ name }) => name ?? ''))].toSorted();
  const workers = new Set<string>();
  await Promise.all(
    names.map(async (name) => {
      const { pollers } = await routingOf(client, name, 'agents');
      for (const { identity, version } of pollers)
        if (version?.deployment === deployment && version.buildId === buildId) workers.add(`${name} ${identity}`);
    }),
  );
  return { workers: workers.size, task_queues: names };
}

/** Runs that are not pinned go on with the version that is current, agents at work included; so that only pinned ones need it. */
function safety(status: VersionStatus, pinned: number): Pick<VersionDocument, 'safe_to_stop' | 'reason'> {
  const no = (reason: string) => ({ safe_to_stop: false, reason });
  if (status === 'current') return no('it takes up new runs');
  if (status === 'ramping') return no('it takes up some of the new runs');
  if (pinned > 0) return no(`${pinned} ${pinned === 1 ? 'run stays' : 'runs stay'} with it`);
  // The server looks again some minutes later, as it may not list runs yet that have just begun.
  if (status === 'draining') return no('the server has yet to see that no run stays with it');
  if (status === 'drained') return { safe_to_stop: true, reason: 'no run stays with it' };
  if (status === 'inactive') return { safe_to_stop: true, reason: 'it has taken up no run' };
  return no('the server does not say how it stands');
}
