import { constants } from 'node:os';
import { AgentFailure } from './agent-failure.ts';
import type { ProcessEnd } from './agent-process.ts';

/** Says why a process ended under an agent, and what to look at. `ranOutOfMemory`: V8 said so before it ended. */
export function nameDeath(
  { code, signal, error }: ProcessEnd,
  ranOutOfMemory: boolean,
  heapLimit: number,
): AgentFailure {
  if (error !== undefined) return new AgentFailure('AgentCrashed', `its process did not start: ${error.message}`);
  const number = code !== null && code > 128 ? code - 128 : undefined;
  const by = signal ?? Object.entries(constants.signals).find(([, each]) => each === number)?.[0];
  if (by === 'SIGABRT' && ranOutOfMemory) {
    const message = `the agent's JavaScript heap reached its limit of ${heapLimit} MiB. Work in smaller parts, or raise the limit.`;
    return new AgentFailure('AgentOutOfMemory', message);
  }
  if (by === undefined) {
    const message =
      `the agent ended its process with code ${code} (process.exit). ` +
      'An agent returns, or throws: its process is also used for others.';
    return new AgentFailure('AgentExited', message);
  }
  return new AgentFailure('AgentCrashed', `the agent's process was ended by ${by}. ${HINTS[by] ?? ''}`.trim());
}

const HINTS: Readonly<Record<string, string>> = {
  SIGABRT: 'Something called abort: process.abort(), or a native module.',
  SIGSEGV: 'A native module, or memory used wrongly by one.',
  SIGBUS: 'A native module, or a file that shrank while it was mapped.',
  SIGKILL: 'It was killed from outside: on Linux that is often the system, out of memory.',
  SIGTERM: 'It was asked to end from outside.',
};
