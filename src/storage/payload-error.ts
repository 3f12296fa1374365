import { ApplicationFailure } from '@temporalio/common';

/**
 * A payload that cannot be had, or cannot be kept. Never retried where it ends an attempt: by then the agent has run, and
 * would be run again for nothing. Where it stops a workflow, Temporal tries on, so that the run goes on once it is mended.
 */
export class PayloadError extends ApplicationFailure {
  constructor(type: 'PayloadMissing' | 'PayloadStoreFailed', message: string, cause?: unknown) {
    super(message, type, true, undefined, cause instanceof Error ? cause : undefined);
    // Commands know errors by their names.
    Object.defineProperty(this, 'name', { value: type });
  }
}
