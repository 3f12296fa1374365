/** The library. What is exported here is kept compatible; nothing else is. */
export { Orchestrator } from './orchestrator.ts';
export type {
  OrchestratorOptions,
  PythonStyleOptions,
  RerunOptions,
  RerunScopeOptions,
  RetryConfig,
  RunOptions,
  StartedRun,
} from './orchestrator-options.ts';
export type { Deployment, ForceOptions } from './deployments/deployment.ts';
export { DeploymentError } from './deployments/deployment-error.ts';
export type { DeploymentDocument, VersionDocument } from './deployments/describe-deployment.ts';
export type { WorkerVersion } from './deployments/worker-version.ts';
export type { Plan, PlannedPhase, SubPlan } from './plan/plan.ts';
export type { PlannedAgent } from './plan/planned-agent.ts';
export type { Decided, DecisionOptions } from './runs/decide.ts';
export type { ListedRun } from './runs/list-runs.ts';
export type { ScheduleDocument } from './schedules/describe-schedule.ts';
export type { Overlap } from './schedules/overlap.ts';
export { ScheduleError } from './schedules/schedule-error.ts';
export type { ScheduleOptions } from './schedules/schedule-options.ts';
export type { BackfillOptions, Schedules, UpdatedSchedule } from './schedules/schedules.ts';
export { DefinitionError, type Problem, type ProblemCode } from './definition/problem.ts';
export type { DependencyGraph, GraphNode } from './definition/graph.ts';
export type { Json, JsonObject } from './definition/json.ts';
export type {
  AgentError,
  AgentResult,
  AgentStatus,
  ItemResult,
  PhaseResult,
  PhaseStatus,
  RunError,
  RunResult,
  RunStatus,
} from './workflows/run-result.ts';
