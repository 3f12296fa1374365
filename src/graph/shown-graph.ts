import type { DependencyGraph, GraphNode } from '../definition/graph.ts';
import type { PhaseStatus, RunStatus } from '../workflows/run-result.ts';

/** The dependency graph of a definition, or with a run's states and times on it. */
export interface ShownGraph extends DependencyGraph {
  readonly nodes: readonly ShownNode[];
  readonly workflow?: string;
  readonly workflow_id?: string;
  readonly status?: RunStatus;
}

export interface ShownNode extends GraphNode {
  readonly status?: PhaseStatus;
  /** Seconds; null for a phase that has not begun. */
  readonly duration?: number | null;
  readonly started_at?: string | null;
  readonly finished_at?: string | null;
  /** Why the phase is what it is, in words. */
  readonly reason?: string | null;
  /** It failed, and the flow went on. */
  readonly tolerated?: true;
  /** Of its agents and their items. */
  readonly tasks?: { readonly done: number; readonly all: number };
}
