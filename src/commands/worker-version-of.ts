import { versioningBehaviors, type VersioningBehavior, type WorkerVersion } from '../deployments/worker-version.ts';
import { buildIdVariable, deploymentVariable, versioningBehaviorVariable } from '../environment.ts';
import { UsageError } from './report-error.ts';

export interface VersionFlags {
  readonly deployment?: string;
  readonly buildId?: string;
  readonly versioningBehavior?: VersioningBehavior;
}

/** The version that a worker is to be of. @throws UsageError where half of it is told */
export function workerVersionOf(flags: VersionFlags): WorkerVersion | undefined {
  const { deployment = deploymentVariable(), buildId = buildIdVariable(), versioningBehavior } = flags;
  if (deployment !== undefined && buildId !== undefined)
    return { deployment, buildId, versioningBehavior: versioningBehavior ?? behaviorInEnvironment() };
  if (deployment !== undefined)
    throw new UsageError(`the deployment "${deployment}" needs a build id: --build-id, or $TEMPORAL_WORKER_BUILD_ID`);
  // The variables may be set for all workers alike: which build it is says nothing, as long as no deployment is named.
  if (flags.buildId !== undefined)
    throw new UsageError(`the build id "${buildId}" needs a deployment: --deployment, or $TEMPORAL_DEPLOYMENT_NAME`);
  if (versioningBehavior !== undefined) throw new UsageError('--versioning-behavior needs --deployment and --build-id');
  return undefined;
}

function behaviorInEnvironment(): VersioningBehavior {
  const written = versioningBehaviorVariable() ?? 'auto-upgrade';
  const known = versioningBehaviors.find((each) => each === written);
  if (known !== undefined) return known;
  throw new UsageError(
    `$ORCHESTRATOR_VERSIONING_BEHAVIOR is "${written}", but must be one of: ${versioningBehaviors.join(', ')}`,
  );
}
