import { OUTPUT_LIMIT } from './agent-output.ts';
import type { ProcessLimits } from './process-attempt.ts';
import type { PoolLimits } from './process-pool.ts';

export type ChildLimits = ProcessLimits & PoolLimits;

export function childLimits(options: Partial<ChildLimits>): ChildLimits {
  const heapLimit = options.heapLimit ?? 512;
  return {
    heapLimit,
    memoryLimit: options.memoryLimit ?? 2 * heapLimit,
    killAfter: options.killAfter ?? 30_000,
    wedgedAfter: options.wedgedAfter ?? 30_000,
    outputLimit: options.outputLimit ?? OUTPUT_LIMIT,
    loadWithin: options.loadWithin ?? 30_000,
    maxProcesses: options.maxProcesses ?? 8,
    idleAfter: options.idleAfter ?? 60_000,
    attemptsPerProcess: options.attemptsPerProcess ?? 100,
  };
}
