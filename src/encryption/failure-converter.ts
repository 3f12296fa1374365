import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stacks become payloads, which are encrypted as all are. The SDK asks for it by the path of this file. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
