import type { FromChild } from './child-messages.ts';
import type { Frame } from './frames.ts';

/** What a thread tells its worker: what a child process would, and what was written to its stdout and stderr. */
export type FromThread = Frame<FromChild> | WrittenOutput;

export interface WrittenOutput {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}
