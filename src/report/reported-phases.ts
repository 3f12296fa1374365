import type { PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { PhaseStatusDocument, RunStatusDocument } from '../runs/run-status.ts';
import type { HistoryTask } from './history-tasks.ts';
import type { ReportedPhase } from './report-document.ts';

export interface PhaseWithResult {
  readonly phase: ReportedPhase;
  readonly result: PhaseStatusDocument;
}

/** The phases of a run in the order of its definition, and what is done after them. */
export function reportedPhases(
  definition: RunDefinition,
  status: RunStatusDocument,
  history: ReadonlyMap<string, HistoryTask>,
): PhaseWithResult[] {
  const known = new Map(status.results.map((result) => [result.phase, result]));
  const phases = definition.phases.map((phase) => {
    const result = known.get(phase.name) ?? withoutResult(phase.name, status, history);
    return { phase: toPhase(phase, result, status.results), result };
  });
  const after = [status.on_failure, status.finally].filter((result) => result !== undefined);
  return [...phases, ...after.map((result) => ({ phase: toPhase({ name: result.phase }, result, []), result }))];
}

function toPhase(
  definition: Pick<PhaseDefinition, 'name'> & Partial<PhaseDefinition>,
  result: PhaseStatusDocument,
  all: readonly PhaseStatusDocument[],
): ReportedPhase {
  const { name, description, dependsOn = [], if: condition, approval, workflow } = definition;
  const before = new Set(dependsOn.map(({ phase }) => phase));
  const ends = all.filter(({ phase }) => before.has(phase)).map(({ finished_at: end }) => time(end));
  return {
    path: name,
    status: result.status,
    started_at: time(result.started_at),
    finished_at: time(result.finished_at),
    ready_at: ends.length > 0 && !ends.includes(null) ? Math.max(...ends.filter((end) => end !== null)) : null,
    reason: result.reason,
    after: [...before],
    ...(result.tolerated ? { tolerated: true } : {}),
    ...(description === undefined ? {} : { description }),
    ...(condition === undefined ? {} : { if: condition }),
    ...(approval ? { approval: result.approval?.prompt ?? approval.prompt } : {}),
    ...(workflow ? { workflow: workflow.definition.name } : {}),
    ...(result.workflow_id === undefined ? {} : { workflow_id: result.workflow_id }),
    ...(result.outputs ? { outputs: result.outputs } : {}),
  };
}

/** A run that was terminated has left no result: its history knows which agents were run. */
function withoutResult(
  phase: string,
  { status }: RunStatusDocument,
  history: ReadonlyMap<string, HistoryTask>,
): PhaseStatusDocument {
  const times = [...history].filter(([id]) => id.startsWith(`${phase}/`)).map(([, task]) => task.times);
  const isOver = status !== 'running';
  const starts = times.flatMap(({ scheduled }) => scheduled ?? []);
  return {
    phase,
    status: starts.length === 0 && !isOver ? 'pending' : 'cancelled',
    duration: null,
    started_at: starts.length > 0 ? new Date(Math.min(...starts)).toISOString() : null,
    finished_at: null,
    reason: 'the run was ended from outside before it could say what became of this phase',
    agents: [],
  };
}

const time = (written: string | null): number | null => (written === null ? null : Date.parse(written));
