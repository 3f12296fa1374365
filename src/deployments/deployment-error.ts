/** What is asked of a deployment cannot be done, and its message says why. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}
