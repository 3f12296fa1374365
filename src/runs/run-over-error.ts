/** Something was asked of a run that has ended. */
export class RunOverError extends Error {
  override readonly name = 'RunOverError';

  constructor(workflowId: string, options?: ErrorOptions) {
    super(`the run "${workflowId}" is over; \`orchestrator result ${workflowId}\` prints what became of it`, options);
  }
}
