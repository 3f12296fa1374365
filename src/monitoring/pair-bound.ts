import type { AttemptOf } from '../activities/run-agent.ts';

/**
 * Gives the labels of the first `limit` pairs as they are, and those of all others as `other`. Whoever reaches Temporal can
 * start runs of definitions by any name, and each pair is in memory as long as the worker lives.
 */
export function createPairBound(limit: number): (of: AttemptOf) => AttemptOf {
  const known = new Set<string>();
  return ({ workflow, class: agentClass }) => {
    const pair = JSON.stringify([workflow, agentClass]);
    if (!known.has(pair) && known.size >= limit) return OTHER;
    known.add(pair);
    return { workflow, class: agentClass };
  };
}

const OTHER: AttemptOf = { workflow: 'other', class: 'other' };
