import type {
  AgentStatusDocument,
  ItemStatusDocument,
  PhaseStatusDocument,
  RunStatusDocument,
} from '../../src/runs/run-status.ts';

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

export const itemStatus = (index: number, rest: Partial<ItemStatusDocument> = {}): ItemStatusDocument => ({
  index,
  item: `A${index}`,
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

/** What the language adds: items, an approval, a sub-workflow, a skip, something tolerated. */
export const everything = runStatusDocument([
  phaseStatus(
    'collect',
    [
      agentStatus('refresh', {
        status: 'running',
        duration: 2,
        items: [
          itemStatus(0, { status: 'success', attempts: 1, duration: 1 }),
          itemStatus(1, {
            status: 'failed',
            attempts: 2,
            duration: 1,
            error: { type: 'E', message: 'no picture' },
            tolerated: true,
          }),
          itemStatus(2, { status: 'running', attempt: 1, duration: 0.5 }),
          itemStatus(3),
        ],
      }),
    ],
    { status: 'running', duration: 2, started_at: '2026-01-01T00:00:00.000Z' },
  ),
  phaseStatus('notify', [], {
    status: 'running',
    duration: 1,
    started_at: '2026-01-01T00:00:00.000Z',
    workflow_id: 'pipeline-1/notify',
    run: runStatusDocument(
      [
        phaseStatus('review', [agentStatus('mail')], {
          status: 'waiting',
          reason: 'waits for an approval: Mail them?',
          approval: { prompt: 'Mail them?', until: null },
        }),
      ],
      { workflow: 'notify', workflow_id: 'pipeline-1/notify' },
    ),
  }),
  phaseStatus('publish', [agentStatus('upload')], {
    status: 'waiting',
    reason: 'waits for an approval: Publish 3 alerts?',
    approval: { prompt: 'Publish 3 alerts?', until: null },
  }),
  phaseStatus('draw', [agentStatus('chart', { status: 'skipped' })], {
    status: 'skipped',
    reason: 'its condition `inputs.draw` is false: inputs.draw is false',
  }),
]);
