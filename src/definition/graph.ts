import type { AgentDefinition, Dependency, PhaseDefinition, RunDefinition } from './run-definition.ts';

/** The dependency graph of a definition's phases. */
export interface DependencyGraph {
  /** In the order of the file. */
  readonly nodes: readonly GraphNode[];
  /** From a phase to one that depends on it. */
  readonly edges: readonly GraphEdge[];
  /** Phases by the length of the longest path that leads to them. For reading only: a phase starts when its own dependencies are met. */
  readonly levels: readonly (readonly string[])[];
}

export interface GraphNode {
  readonly name: string;
  readonly description: string | null;
  readonly parallel: boolean;
  readonly agents: readonly string[];
  /** Bare CEL. */
  readonly if?: string;
  /** What is asked before it starts, in written form. */
  readonly approval?: string;
  /** The agents that run once for each item of a list: how long that is, or null where only the run can tell. */
  readonly for_each?: Readonly<Record<string, number | null>>;
  /** The name of the workflow that it runs in place of agents. */
  readonly workflow?: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Absent: followed after `success` and `skipped`. */
  readonly when?: NonNullable<Dependency['when']>;
}

export function dependencyGraph(definition: RunDefinition): DependencyGraph {
  const { phases } = definition;
  const vertices = phases.map(({ name, dependsOn }) => ({
    name,
    dependsOn: [...new Set(dependsOn.map((edge) => edge.phase))],
  }));
  const edges = phases.flatMap(edgesTo);
  const levelOf = new Map<string, number>();
  const levels: string[][] = [];
  for (const phase of topologicalOrder(vertices).order) {
    const level = phase.dependsOn.reduce((deepest, name) => Math.max(deepest, levelOf.get(name)! + 1), 0);
    levelOf.set(phase.name, level);
    (levels[level] ??= []).push(phase.name);
  }
  return { nodes: phases.map(toNode), edges, levels };
}

function toNode({
  name,
  description,
  parallel,
  agents,
  if: condition,
  approval,
  workflow,
}: PhaseDefinition): GraphNode {
  const listed = agents.filter(({ forEach }) => forEach !== undefined);
  return {
    name,
    description: description ?? null,
    parallel,
    agents: agents.map((agent) => agent.id),
    ...(condition === undefined ? {} : { if: condition }),
    ...(approval ? { approval: approval.prompt } : {}),
    ...(listed.length > 0 ? { for_each: Object.fromEntries(listed.map((agent) => [agent.id, lengthOf(agent)])) } : {}),
    ...(workflow ? { workflow: workflow.definition.name } : {}),
  };
}

const lengthOf = ({ forEach }: AgentDefinition): number | null => (typeof forEach === 'object' ? forEach.length : null);

/** A phase that is named twice is one edge for each way of naming it. */
function edgesTo({ name, dependsOn }: PhaseDefinition): GraphEdge[] {
  const known = new Set<string>();
  return dependsOn.flatMap(({ phase, when }) => {
    const key = `${phase} ${when ?? ''}`;
    if (known.has(key)) return [];
    known.add(key);
    return [{ from: phase, to: name, ...(when === undefined ? {} : { when }) }];
  });
}

interface Vertex {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** Dependencies first, otherwise in the order given. What lies on or behind a cycle is `left`. Takes O(vertices + edges). */
export function topologicalOrder<V extends Vertex>(vertices: readonly V[]): { order: V[]; left: V[] } {
  const byName = new Map(vertices.map((vertex) => [vertex.name, vertex]));
  const unmet = new Map(vertices.map((vertex) => [vertex.name, vertex.dependsOn.length]));
  const dependents = new Map<string, string[]>();
  for (const vertex of vertices) {
    for (const name of vertex.dependsOn) {
      const known = dependents.get(name);
      if (known) known.push(vertex.name);
      else dependents.set(name, [vertex.name]);
    }
  }
  const order = vertices.filter((vertex) => vertex.dependsOn.length === 0);
  for (const vertex of order) {
    for (const name of dependents.get(vertex.name) ?? []) {
      const count = unmet.get(name)! - 1;
      unmet.set(name, count);
      if (count === 0) order.push(byName.get(name)!);
    }
  }
  const ordered = new Set(order);
  return { order, left: vertices.filter((vertex) => !ordered.has(vertex)) };
}

/** Cycles among vertices that all lie on or behind one: `[a, b, a]`, each depending on the next. No vertex is in two of them. */
export function findCycles(left: readonly Vertex[]): string[][] {
  const byName = new Map(left.map((vertex, index) => [vertex.name, { vertex, index }]));
  const cycles: string[][] = [];
  const inCycle = new Set<string>();
  /** How many dependencies of a vertex have been followed; a vertex that is on the way has a place in `way`. */
  const followed = new Map<string, number>();
  const way: string[] = [];
  const places = new Map<string, number>();
  const enter = (name: string) => {
    followed.set(name, 0);
    places.set(name, way.push(name) - 1);
  };
  for (const { name: start } of left) {
    if (!followed.has(start)) enter(start);
    for (let name = way.at(-1); name !== undefined; name = way.at(-1)) {
      const count = followed.get(name)!;
      const next = byName.get(name)!.vertex.dependsOn[count];
      followed.set(name, count + 1);
      if (next === undefined) places.delete(way.pop()!);
      else if (!byName.has(next)) continue;
      else if (!followed.has(next)) enter(next);
      else if (places.has(next)) {
        const cycle = way.slice(places.get(next));
        if (cycle.some((each) => inCycle.has(each))) continue;
        for (const each of cycle) inCycle.add(each);
        cycles.push(fromFirst(cycle, (each) => byName.get(each)!.index));
      }
    }
  }
  return cycles;
}

/** The same cycle, beginning and ending with what comes first. */
function fromFirst(cycle: readonly string[], order: (name: string) => number): string[] {
  const first = cycle.reduce((least, name, index) => (order(name) < order(cycle[least]!) ? index : least), 0);
  return [...cycle.slice(first), ...cycle.slice(0, first), cycle[first]!];
}
