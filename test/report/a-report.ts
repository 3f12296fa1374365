import type { ReportDocument, ReportedPhase, ReportedTask } from '../../src/report/report-document.ts';
import type { AgentStatus, PhaseStatus, RunResult } from '../../src/workflows/run-result.ts';
import { agentDefinition, phaseDefinition, runDefinition } from '../workflows/definitions.ts';

const START = Date.UTC(2026, 0, 2, 3, 4, 5);
export const HOSTILE = '</script><img src=x onerror="globalThis.pwned = 1"><!-- [[data]] $& `${1}`';

/** A run that failed, with an item for each way in which an item can end, and texts that try to get out of theirs. */
export function aReport(items = 40): { document: ReportDocument; result: RunResult } {
  const names = ['collect', 'analyse', 'refresh_all', 'publish', 'apologise'];
  const statuses: PhaseStatus[] = ['success', 'success', 'failed', 'blocked', 'success'];
  const definition = runDefinition(
    [
      phaseDefinition('collect', 3, { description: HOSTILE }),
      phaseDefinition('analyse', 2, {
        dependsOn: ['collect'],
        if: 'size(phases.collect.outputs.collect0) > 0',
        parallel: false,
      }),
      phaseDefinition('refresh_all', 0, {
        dependsOn: ['collect'],
        agents: [{ ...agentDefinition('refresh'), forEach: '${{ inputs.roads }}', maxWorkers: 8 }],
      }),
      phaseDefinition('publish', 0, {
        dependsOn: ['analyse', { phase: 'refresh_all', when: 'success' }],
        approval: { prompt: 'Publish?', onTimeout: 'reject' },
        workflow: { definition: runDefinition([], { name: 'publish_all' }), with: {} },
      }),
      phaseDefinition('apologise', 1, { dependsOn: [{ phase: 'refresh_all', when: 'failed' }] }),
    ],
    { name: 'traffic_pipeline', version: '3' },
  );
  const length = 60_000;
  const spans: Record<string, readonly [number, number] | undefined> = {
    collect: [0, 9_000],
    analyse: [9_200, 14_000],
    refresh_all: [9_200, length - 5_000],
    apologise: [length - 4_800, length - 200],
  };
  const phases = definition.phases.map(
    ({ name, description, dependsOn, if: condition, approval, workflow }, index): ReportedPhase => {
      const span = spans[name];
      return {
        path: name,
        status: statuses[index]!,
        started_at: span ? START + span[0] : null,
        finished_at: span ? START + span[1] : null,
        ready_at: name === 'apologise' ? START + length - 5_000 : dependsOn.length > 0 ? START + 9_000 : null,
        reason: name === 'publish' ? 'phase "refresh_all" is failed, and "publish" waits for its success' : null,
        after: dependsOn.map(({ phase }) => phase),
        ...(description === undefined ? {} : { description }),
        ...(condition === undefined ? {} : { if: condition }),
        ...(approval ? { approval: approval.prompt } : {}),
        ...(workflow ? { workflow: workflow.definition.name } : {}),
      };
    },
  );
  const tasks: ReportedTask[] = [];
  for (const [index, phase] of definition.phases.entries()) {
    const span = spans[phase.name];
    for (const [position, agent] of phase.agents.entries()) {
      if (phase.name === 'refresh_all') continue;
      const own = (span![1] - span![0]) / phase.agents.length;
      const from = phase.parallel ? span![0] : span![0] + position * own;
      tasks.push(
        aTask({ phase: index, agent: agent.id, from: START + from, to: START + from + own * (0.6 + 0.13 * position) }),
      );
    }
    if (phase.name === 'refresh_all') tasks.push(...itemsOf(index, items, START + span![0], span![1] - span![0]));
  }
  const result: RunResult = {
    status: 'failed',
    phases_executed: 4,
    total_duration: length / 1000,
    workflow: 'traffic_pipeline',
    workflow_id: 'traffic_pipeline-2026-01-02',
    run_id: '0199f0b2-7f7a-7c58-a6a5-1b2c3d4e5f60',
    definition_hash: 'sha256:5f2c8a0b1d3e4f60718293a4b5c6d7e8f9',
    outputs: {},
    error: { type: 'CameraGone', message: 'no picture', phase: 'refresh_all', agent: 'refresh' },
    results: phases.map(({ path, status, reason, started_at: from, finished_at: to }) => ({
      phase: path,
      status,
      duration: from === null ? null : (to! - from) / 1000,
      started_at: from === null ? null : new Date(from).toISOString(),
      finished_at: to === null ? null : new Date(to).toISOString(),
      reason,
      agents: [],
    })),
  };
  const document: ReportDocument = {
    made_at: START + 2 * length,
    run: {
      workflow: result.workflow,
      workflow_id: result.workflow_id,
      run_id: result.run_id,
      definition_hash: result.definition_hash,
      status: 'failed',
      paused: false,
      started_at: START,
      finished_at: START + length,
      error: result.error,
      url: 'http://127.0.0.1:8233/namespaces/default/workflows/traffic_pipeline-2026-01-02',
      reused_from: null,
    },
    phases: names.map((name) => phases.find(({ path }) => path === name)!),
    tasks,
    inputs: { env: 'prod', roads: Array.from({ length: 150 }, (_, index) => `A${index}`) },
    outputs: { text: HOSTILE },
    definition,
  };
  return { document, result };
}

function itemsOf(phase: number, count: number, start: number, length: number): ReportedTask[] {
  const slot = (length * 8) / Math.max(8, count);
  return Array.from({ length: count }, (_, index): ReportedTask => {
    const from = start + Math.floor(index / 8) * slot * 0.95;
    const status: AgentStatus =
      index % 17 === 3 ? 'failed' : index % 29 === 11 ? 'timed_out' : index % 23 === 20 ? 'skipped' : 'success';
    const task = aTask({
      phase,
      agent: 'refresh',
      from: from + 30,
      to: from + slot * (0.4 + ((index * 7) % 10) / 20),
      status,
    });
    const error =
      status === 'failed'
        ? { type: 'CameraGone', message: `no picture of road A${index}\n  at ${HOSTILE}` }
        : status === 'timed_out'
          ? { type: 'Timeout', message: 'the attempt took longer than its timeout' }
          : null;
    return {
      ...task,
      item: { index, value: `A${index}` },
      error,
      reason: status === 'skipped' ? 'its condition item != "" is false: item is ""' : null,
      flags: index % 19 === 5 ? ['cached'] : [],
      ...(status === 'failed' ? retried(task) : {}),
      ...(status === 'skipped'
        ? { attempts: 0, duration: null, times: { scheduled: null, started: null, ended: null } }
        : {}),
    };
  });
}

function retried({ times }: ReportedTask): Partial<ReportedTask> {
  const [from, to] = [times.scheduled!, times.ended!];
  const part = (to - from) / 5;
  const time = new Date(from).toISOString();
  return {
    attempts: 2,
    output: null,
    tries: [
      { attempt: 1, started: from + 20, ended: from + 2 * part, status: 'failed' },
      { attempt: 2, started: from + 3 * part, ended: to, status: 'failed' },
    ],
    log: {
      left_out: 12,
      lines: [
        { attempt: 1, time, level: 'info', text: 'asking for the picture {"try":1}' },
        { attempt: 1, time, level: 'warn', text: 'the camera is slow' },
        { attempt: 2, time, level: 'error', text: HOSTILE },
      ],
    },
  };
}

interface Given {
  readonly phase: number;
  readonly agent: string;
  readonly from: number;
  readonly to: number;
  readonly status?: AgentStatus;
}

function aTask({ phase, agent, from, to, status = 'success' }: Given): ReportedTask {
  return {
    phase,
    agent,
    class: 'Echo',
    module: 'agents.all',
    status,
    attempts: 1,
    duration: to - from,
    times: { scheduled: from, started: from + (to - from) / 40, ended: to },
    tries: [],
    ...(status === 'success'
      ? { output: { agent, rows: [1, 2, 3], nested: { deep: { text: HOSTILE, none: null, yes: true } } } }
      : {}),
    error: null,
    reason: null,
    flags: [],
  };
}
