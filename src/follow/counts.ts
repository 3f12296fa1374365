import type { AgentResult, PhaseResult, StatusCounts } from '../workflows/run-result.ts';

export interface Count {
  readonly done: number;
  readonly all: number;
}

type Agent = Pick<AgentResult, 'status' | 'item_counts'> & { readonly items?: readonly Pick<AgentResult, 'status'>[] };
type Phase = Pick<PhaseResult, 'agent_counts'> & { readonly agents: readonly Agent[] };

/** How many tasks an agent has, and how many of them are over: one, or its items. */
export function countTasks({ status, items, item_counts: counts }: Agent): Count {
  return tally(counts ?? countByStatus(items ?? [{ status }]));
}

/** The same for a phase; of one with very many agents only the agents are known. */
export function countPhase({ agents, agent_counts: counts }: Phase): Count {
  if (counts) return tally(counts);
  const each = agents.map(countTasks);
  return { done: sum(each.map(({ done }) => done)), all: sum(each.map(({ all }) => all)) };
}

/** How the agents of phases stand. */
export function countAgents(phases: readonly Phase[]): StatusCounts {
  const counts: { -readonly [status in keyof StatusCounts]: number } = {};
  for (const { agents, agent_counts: known } of phases) {
    for (const [status, count] of entriesOf(known ?? countByStatus(agents)))
      counts[status] = (counts[status] ?? 0) + count;
  }
  return counts;
}

function tally(counts: StatusCounts): Count {
  const all = sum(entriesOf(counts).map(([, count]) => count));
  return { done: all - (counts.pending ?? 0) - (counts.running ?? 0), all };
}

function countByStatus(tasks: readonly Pick<AgentResult, 'status'>[]): StatusCounts {
  const counts: { -readonly [status in keyof StatusCounts]: number } = {};
  for (const { status } of tasks) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const entriesOf = (counts: StatusCounts) => Object.entries(counts) as [keyof StatusCounts, number][];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
