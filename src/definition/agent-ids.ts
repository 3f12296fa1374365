/** The ids of a list's agents: as written, else the class in snake_case, numbered where that is taken. */
export function agentIds(
  agents: readonly ({ readonly id?: string | undefined; readonly class?: string | undefined } | undefined)[],
): string[] {
  const taken = new Set(agents.flatMap((agent) => agent?.id ?? []));
  /** So that many agents of one class do not each try all numbers. */
  const numbers = new Map<string, number>();
  return agents.map((agent) => {
    if (agent?.id !== undefined) return agent.id;
    const stem = snakeCase(agent?.class ?? 'agent');
    let number = numbers.get(stem) ?? 1;
    let id = number === 1 ? stem : numbered(stem, number);
    while (taken.has(id)) id = numbered(stem, ++number);
    numbers.set(stem, number);
    taken.add(id);
    return id;
  });
}

const MAX_LENGTH = 64;

/** The second `ImageRefreshAgent` of a phase is `image_refresh_agent_2`. */
function numbered(stem: string, number: number): string {
  const ending = `_${number}`;
  return stem.slice(0, MAX_LENGTH - ending.length) + ending;
}

/** `HTTPFetchAgent` is `http_fetch_agent`. */
export function snakeCase(className: string): string {
  return className
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/\$/g, '_')
    .toLowerCase()
    .slice(0, MAX_LENGTH);
}
