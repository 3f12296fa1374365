import { dependencyGraph, type GraphNode } from '../definition/graph.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import { countPhase } from '../follow/counts.ts';
import type { PhaseResult, RunResult } from '../workflows/run-result.ts';
import type { ShownGraph, ShownNode } from './shown-graph.ts';

/** The graph of the definition that a run was started with, with what has become of each phase. */
export function runGraph(definition: RunDefinition, result: RunResult): ShownGraph {
  const graph = dependencyGraph(definition);
  const phases = new Map(result.results.map((phase) => [phase.phase, phase]));
  return {
    workflow: result.workflow,
    workflow_id: result.workflow_id,
    status: result.status,
    ...graph,
    nodes: graph.nodes.map((node) => withState(node, phases.get(node.name))),
  };
}

/** A run that was terminated has left no results. */
function withState(node: GraphNode, phase: PhaseResult | undefined): ShownNode {
  if (!phase) return node;
  const { status, duration, started_at, finished_at, reason, tolerated } = phase;
  // Before its phase starts an agent has no items: then the definition may know how many there will be.
  const listed = started_at === null ? [] : phase.agents.filter((agent) => agent.items);
  const items = listed.map((agent) => [agent.id, countItems(agent)] as const);
  return {
    ...node,
    ...(node.for_each ? { for_each: { ...node.for_each, ...Object.fromEntries(items) } } : {}),
    status,
    duration,
    started_at,
    finished_at,
    reason,
    ...(tolerated ? { tolerated } : {}),
    tasks: countPhase(phase),
  };
}

function countItems({ items = [], item_counts: counts }: PhaseResult['agents'][number]): number {
  return counts ? Object.values(counts).reduce((sum, count) => sum + count, 0) : items.length;
}
