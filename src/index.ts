/** The library. What is exported here is kept compatible; nothing else is. */
export {
  Orchestrator,
  type OrchestratorOptions,
  type PythonStyleOptions,
  type RetryConfig,
  type RunOptions,
} from './orchestrator.ts';
export { DefinitionError, type Problem, type ProblemCode } from './definition/problem.ts';
export type { DependencyGraph, GraphNode } from './definition/graph.ts';
export type { Json, JsonObject } from './definition/json.ts';
export type {
  AgentError,
  AgentResult,
  AgentStatus,
  PhaseResult,
  PhaseStatus,
  RunError,
  RunResult,
  RunStatus,
} from './workflows/run-result.ts';
