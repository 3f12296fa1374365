import type { AgentLogLine } from './agent-call.ts';

export interface LogBudget {
  /** Asks for room for one line. `last` says that there was none, once; `none` says so from then on. */
  take(size: number): 'line' | 'last' | 'none';
  readonly spent: boolean;
  /** Stands for everything that is left out. */
  readonly lastLine: AgentLogLine;
}

/** What one attempt may log. An agent in a loop must fill neither a disk nor a memory. */
export function createLogBudget(bytes = 1024 * 1024, lines = 10_000): LogBudget {
  let bytesLeft = bytes;
  let linesLeft = lines;
  let spent = false;
  return {
    take(size) {
      if (spent) return 'none';
      bytesLeft -= size;
      linesLeft -= 1;
      spent = bytesLeft < 0 || linesLeft < 0;
      return spent ? 'last' : 'line';
    },
    get spent() {
      return spent;
    },
    lastLine: {
      level: 'warn',
      message: `log truncated: an attempt may log ${lines} lines and ${bytes} bytes`,
    },
  };
}
