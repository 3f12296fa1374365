import type { RunDefinition } from './run-definition.ts';

/** The dependency graph of a definition's phases. */
export interface DependencyGraph {
  /** In the order of the file. */
  readonly nodes: readonly GraphNode[];
  /** From a phase to one that depends on it. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Phases by the length of the longest path that leads to them. For reading only: a phase starts when its own dependencies are met. */
  readonly levels: readonly (readonly string[])[];
}

export interface GraphNode {
  readonly name: string;
  readonly description: string | null;
  readonly parallel: boolean;
  readonly agents: readonly string[];
}

export function dependencyGraph(definition: RunDefinition): DependencyGraph {
  const { phases } = definition;
  const vertices = phases.map(({ name, dependsOn }) => ({
    name,
    dependsOn: [...new Set(dependsOn.map((edge) => edge.phase))],
  }));
  const edges = vertices.flatMap(({ name, dependsOn }) => dependsOn.map((from) => ({ from, to: name })));
  const levelOf = new Map<string, number>();
  const levels: string[][] = [];
  for (const phase of topologicalOrder(vertices).order) {
    const level = phase.dependsOn.reduce((deepest, name) => Math.max(deepest, levelOf.get(name)! + 1), 0);
    levelOf.set(phase.name, level);
    (levels[level] ??= []).push(phase.name);
  }
  const nodes = phases.map(({ name, description, parallel, agents }) => ({
    name,
    description: description ?? null,
    parallel,
    agents: agents.map((agent) => agent.id),
  }));
  return { nodes, edges, levels };
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
  const byName = new Map(left.map((vertex) => [vertex.name, vertex]));
  const order = new Map(left.map((vertex, index) => [vertex.name, index]));
  const cycles: string[][] = [];
  const walkOf = new Map<string, Vertex>();
  for (const start of left) {
    const walked: string[] = [];
    let vertex: Vertex | undefined = start;
    while (vertex && !walkOf.has(vertex.name)) {
      walkOf.set(vertex.name, start);
      walked.push(vertex.name);
      vertex = byName.get(vertex.dependsOn.find((name) => byName.has(name))!);
    }
    if (!vertex || walkOf.get(vertex.name) !== start) continue;
    const cycle = walked.slice(walked.indexOf(vertex.name));
    // It begins with the phase that stands first in the file.
    const first = cycle.reduce(
      (least, name, index) => (order.get(name)! < order.get(cycle[least]!)! ? index : least),
      0,
    );
    const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
    cycles.push([...turned, turned[0]!]);
  }
  return cycles;
}
