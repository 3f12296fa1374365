import type { Json, JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { AgentError, AgentStatus, PhaseStatus, RunError, RunStatus } from '../workflows/run-result.ts';

/** Everything that a report's page shows of a run. Times are milliseconds since 1970, durations too. */
export interface ReportDocument {
  readonly made_at: number;
  readonly run: ReportedRun;
  /** In the order of the definition, those of a sub-workflow behind the phase that runs it. */
  readonly phases: readonly ReportedPhase[];
  /** Agents, and in place of an agent with a `for_each` its items; by phase. */
  readonly tasks: readonly ReportedTask[];
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  readonly definition: RunDefinition;
}

export interface ReportedRun {
  readonly workflow: string;
  readonly workflow_id: string;
  readonly run_id: string;
  readonly definition_hash: string;
  readonly status: RunStatus;
  readonly paused: boolean;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly error: RunError | null;
  /** In the Web UI. */
  readonly url: string | null;
  /** The earlier run whose outputs it was told to use. */
  readonly reused_from: string | null;
}

export interface ReportedPhase {
  /** `publish/review` is a phase of the sub-workflow that `publish` runs. */
  readonly path: string;
  readonly status: PhaseStatus;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  /** When what it depends on was over. */
  readonly ready_at: number | null;
  readonly reason: string | null;
  readonly tolerated?: true;
  readonly description?: string;
  readonly after: readonly string[];
  readonly if?: string;
  readonly approval?: string;
  /** The name of the sub-workflow, its run, and what that gave back. */
  readonly workflow?: string;
  readonly workflow_id?: string;
  readonly outputs?: JsonObject;
}

export interface ReportedTask {
  /** Its position among the phases. */
  readonly phase: number;
  readonly agent: string;
  readonly class: string;
  readonly module: string;
  readonly item?: { readonly index: number; readonly value: Json };
  readonly status: AgentStatus;
  readonly attempts: number;
  readonly duration: number | null;
  readonly times: TaskTimes;
  /** Those that are known one by one. */
  readonly tries: readonly ReportedTry[];
  readonly output?: Json;
  /** Bytes of an output that is left out for its size. */
  readonly output_bytes?: number;
  readonly error: AgentError | null;
  readonly reason: string | null;
  readonly progress?: { readonly fraction: number; readonly text: string | null };
  readonly flags: readonly ('tolerated' | 'reused' | 'cached')[];
  readonly log?: ReportedLog;
}

/** `scheduled`: when Temporal was told of it; `started`: of its last attempt. */
export interface TaskTimes {
  readonly scheduled: number | null;
  readonly started: number | null;
  readonly ended: number | null;
}

export interface ReportedTry {
  readonly attempt: number;
  readonly started: number;
  readonly ended: number | null;
  readonly status: AgentStatus | 'handed_over';
}

/** The end of what a task has logged. */
export interface ReportedLog {
  readonly left_out: number;
  readonly lines: readonly ReportedLine[];
}

export interface ReportedLine {
  readonly attempt: number;
  readonly time: string;
  readonly level: string;
  readonly text: string;
}
