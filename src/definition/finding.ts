import type { Path } from './path.ts';
import type { ProblemCode } from './problem.ts';

/** What a check found, before it has a place. */
export interface Finding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly path: Path;
  /** Where in `path` the fault is: at the key of the last segment, or at its value. Default: the value. */
  readonly at?: 'key' | 'value';
  /** In the text at `path`, as it is written: the fault is at this character of it, not at its beginning. */
  readonly within?: number;
  readonly hint?: string;
  /** The place that this one repeats: the message then names its line. */
  readonly repeats?: Path;
  /** What a misspelt key was meant to be, so that it is not reported as missing as well. */
  readonly insteadOf?: Path;
  readonly severity?: 'error' | 'warning';
}
