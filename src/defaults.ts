import { availableParallelism } from 'node:os';

export const DEFAULT_FILE = 'config/workflow.yaml';
export const DEFAULT_TASK_QUEUE = 'orchestrator';
/** Agents at work in one worker at the same time: many of them wait for something most of the time. */
export const DEFAULT_MAX_AGENTS = Math.max(8, 4 * availableParallelism());
/** Days that what agents log is kept after a run has logged something. */
export const DEFAULT_LOG_RETENTION = 14;
