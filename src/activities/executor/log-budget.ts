import type { AgentLogLine } from './agent-call.ts';

/**
 * What one attempt may log: an agent in a loop must fill neither a disk nor a memory. `take` gives the line to log: the one asked
 * for, or, once, one that says that the rest is left out, or none.
 */
export function createLogBudget({ bytes, lines }: { readonly bytes: number; readonly lines: number }): LogBudget {
  let bytesLeft = bytes;
  let linesLeft = lines;
  let isSpent = false;
  return {
    get isSpent() {
      return isSpent;
    },
    take(line) {
      if (isSpent) return undefined;
      bytesLeft -= line.message.length + (line.fields === undefined ? 0 : JSON.stringify(line.fields).length);
      linesLeft -= 1;
      isSpent = bytesLeft < 0 || linesLeft < 0;
      return isSpent
        ? { level: 'warn', message: `log truncated: an attempt may log ${lines} lines, ${bytes} bytes` }
        : line;
    },
  };
}

export interface LogBudget {
  /** Whatever comes is left out: a line need not be made. */
  readonly isSpent: boolean;
  take(line: AgentLogLine): AgentLogLine | undefined;
}
