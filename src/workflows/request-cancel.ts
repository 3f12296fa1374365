import { getActivator } from '@temporalio/workflow/lib/global-attributes.js';

/**
 * Does what a cancellation request from the server does. The SDK closes a workflow as Canceled only if it was asked to by
 * the server, and the server lets no workflow ask for its own cancellation; yet a signal must end a run in the same way.
 * The signal is in the history, so a replay does the same.
 */
export function requestCancel(): void {
  getActivator().cancelWorkflow({});
}
