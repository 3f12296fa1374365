import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { didYouMean } from '../definition/did-you-mean.ts';
import { DeploymentError } from './deployment-error.ts';
import { describeDeployment, type VersionDocument } from './describe-deployment.ts';

export interface WaitOptions {
  readonly deployment: string;
  readonly buildId: string;
  /** Milliseconds. Default: for ever. */
  readonly timeout?: number | undefined;
  /** Told why not yet, each time that this changes. */
  readonly onWaiting?: (reason: string) => void;
}

const PAUSE = 2_000;

/** Waits until a version's workers can be stopped, and gives the version as it is then: not safe, if the time was over. */
export async function waitUntilSafe(client: Client, options: WaitOptions): Promise<VersionDocument> {
  const { deployment, buildId, timeout = Infinity, onWaiting = () => {} } = options;
  const giveUpAt = performance.now() + timeout;
  for (let said = ''; ;) {
    const version = versionIn(await describeDeployment(client, deployment), buildId);
    const left = giveUpAt - performance.now();
    if (version.safe_to_stop || left <= 0) return version;
    if (version.reason !== said) onWaiting((said = version.reason));
    await delay(Math.min(PAUSE, left));
  }
}

function versionIn(
  { deployment, versions }: { readonly deployment: string; readonly versions: readonly VersionDocument[] },
  buildId: string,
): VersionDocument {
  const found = versions.find(({ build_id: id }) => id === buildId);
  if (found) return found;
  const ids = versions.map(({ build_id: id }) => id);
  const meant = didYouMean(buildId, ids);
  const hint = meant === undefined ? `there are ${ids.join(', ')}` : `did you mean "${meant}"?`;
  throw new DeploymentError(`the deployment "${deployment}" has no build id "${buildId}"; ${hint}`);
}
