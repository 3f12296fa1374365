import type { AgentStatus, PhaseStatus, RunStatus } from '../workflows/run-result.ts';

export type AnyStatus = AgentStatus | PhaseStatus | RunStatus;

export const STATUS_WORDS: Readonly<Record<AnyStatus, string>> = {
  pending: 'pending',
  waiting: 'waiting',
  running: 'running',
  success: 'success',
  failed: 'failed',
  timed_out: 'timed out',
  skipped: 'skipped',
  blocked: 'blocked',
  cancelled: 'cancelled',
};
