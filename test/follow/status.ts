import type { AgentStatusDocument, PhaseStatusDocument, RunStatusDocument } from '../../src/runs/run-status.ts';

export const agentStatus = (id: string, rest: Partial<AgentStatusDocument> = {}): AgentStatusDocument => ({
  id,
  class: 'Echo',
  status: 'pending',
  attempts: 0,
  duration: null,
  output: null,
  error: null,
  reason: null,
  attempt: null,
  progress: null,
  last_error: null,
  ...rest,
});

export const phaseStatus = (
  phase: string,
  agents: AgentStatusDocument[],
  rest: Partial<PhaseStatusDocument> = {},
): PhaseStatusDocument => ({
  phase,
  status: 'pending',
  duration: null,
  started_at: null,
  finished_at: null,
  reason: null,
  agents,
  ...rest,
});

export const runStatusDocument = (
  results: PhaseStatusDocument[],
  rest: Partial<RunStatusDocument> = {},
): RunStatusDocument => ({
  status: 'running',
  phases_executed: 0,
  total_duration: 3,
  results,
  workflow: 'pipeline',
  workflow_id: 'pipeline-1',
  run_id: 'r',
  definition_hash: 'sha256:0',
  outputs: {},
  error: null,
  ...rest,
});

/** Half way through: one phase is over, one is at work with a retry and progress, two wait. */
export const halfWay = runStatusDocument([
  phaseStatus(
    'collect',
    [
      agentStatus('a', { status: 'success', attempts: 1, duration: 1.2 }),
      agentStatus('b', { status: 'success', attempts: 1, duration: 0.4 }),
    ],
    {
      status: 'success',
      duration: 1.2,
      started_at: '2026-01-01T00:00:00.000Z',
      finished_at: '2026-01-01T00:00:01.200Z',
    },
  ),
  phaseStatus(
    'analyse',
    [
      agentStatus('c', {
        status: 'running',
        attempt: 2,
        duration: 0.8,
        last_error: 'no luck\nat all',
        progress: { fraction: 0.43, text: 'half of the rows' },
      }),
      agentStatus('d', { status: 'pending' }),
    ],
    { status: 'running', duration: 0.8, started_at: '2026-01-01T00:00:01.200Z' },
  ),
  phaseStatus('draw', [agentStatus('e')]),
  phaseStatus('report', [agentStatus('f')]),
]);
