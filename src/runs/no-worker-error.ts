/** No worker answered for a run that is under way, so that only the server's view of it is known. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';

  constructor(workflowId: string, waited: number, options?: ErrorOptions) {
    super(
      `the run "${workflowId}" is under way, but no worker answered within ${waited / 1000} seconds; start one with \`orchestrator worker\``,
      options,
    );
  }
}
