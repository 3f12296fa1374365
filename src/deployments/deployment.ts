import type { Session } from '../session.ts';
import type { DeploymentDocument, VersionDocument } from './describe-deployment.ts';
import type { WaitOptions } from './wait-until-safe.ts';

export interface ForceOptions {
  /** Also where the version has no worker, or none on a task queue that the current one serves. Default: false. */
  readonly force?: boolean;
}

type With = <T>(use: (session: Session) => Promise<T>) => Promise<T>;

/**
 * A Worker Deployment: what `orchestrator deployment …` does. Each method asks the server.
 * All of them throw a DeploymentError for what cannot be, and a ConnectionError if Temporal cannot be reached.
 */
export class Deployment {
  readonly name: string;
  readonly #with: With;

  constructor(name: string, use: With) {
    this.name = name;
    this.#with = use;
  }

  /** Its versions: which takes up new runs, and whose workers can be stopped. */
  async status(): Promise<DeploymentDocument> {
    const { describeDeployment } = await import('./describe-deployment.ts');
    return this.#with(({ client }) => describeDeployment(client, this.name));
  }

  /** New runs go to this version from now on, and runs that are not pinned with their next step. Null is for workers of no version. */
  async promote(buildId: string | null, { force }: ForceOptions = {}): Promise<void> {
    const { promoteVersion } = await import('./set-routing.ts');
    await this.#with(({ client }) => promoteVersion(client, { deployment: this.name, buildId, force }));
  }

  /** So many runs in a hundred go to this version, the rest to the current one; 0 ends it. */
  async ramp(buildId: string, percent: number, { force }: ForceOptions = {}): Promise<void> {
    const { rampVersion } = await import('./set-routing.ts');
    await this.#with(({ client }) => rampVersion(client, { deployment: this.name, buildId, percent, force }));
  }

  /** Runs that are pinned to this version go on with the current one. Gives their Workflow IDs, sub-workflows among them. */
  async moveFrom(buildId: string): Promise<readonly string[]> {
    const { movePinned } = await import('./move-runs.ts');
    return this.#with(({ client }) => movePinned(client, this.name, buildId));
  }

  /** Waits until a version's workers can be stopped, and gives the version as it is then: not `safe_to_stop`, if the time was over. */
  async waitUntilSafe(
    buildId: string,
    options: Pick<WaitOptions, 'timeout' | 'onWaiting'> = {},
  ): Promise<VersionDocument> {
    const { waitUntilSafe } = await import('./wait-until-safe.ts');
    return this.#with(({ client }) => waitUntilSafe(client, { ...options, deployment: this.name, buildId }));
  }
}
