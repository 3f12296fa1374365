import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Of the workflow bundle. Where payloads are encrypted, messages and stacks are payloads too. There is one bundle for both: a
 * worker with keys says so in front of it (src/serve/workflow-bundle.ts). Replay does not look at what stands in a failure.
 */
export const failureConverter = new DefaultFailureConverter({
  encodeCommonAttributes: Reflect.get(globalThis, 'orchestratorEncodesFailures') === true,
});
