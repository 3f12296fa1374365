import type { Json } from '../definition/json.ts';
import type { AgentTask } from '../workflows/agent-task.ts';
import type { Clock } from './clock.ts';
import type { Attempt } from './simulated-agent.ts';

/** The outputs that agents with a `cache` keep. It is empty when a simulation begins. */
export class SimulatedCache {
  readonly #clock: Clock;
  readonly #outputs = new Map<string, { readonly output: Json; readonly storedAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  read(scope: readonly string[], cache: AgentTask['cache']): Json | undefined {
    const kept = cache && this.#outputs.get(nameOf(scope, cache.key));
    return kept && this.#clock.now() - kept.storedAt <= (cache.ttl ?? Infinity) ? kept.output : undefined;
  }

  /** The same attempt, whose output is kept. */
  keeping(scope: readonly string[], cache: AgentTask['cache'], attempt: Attempt): Attempt {
    if (!cache) return attempt;
    return {
      ...attempt,
      end: async () => {
        const end = await attempt.end();
        if (end.error === undefined)
          this.#outputs.set(nameOf(scope, cache.key), { output: end.output, storedAt: this.#clock.now() });
        return end;
      },
    };
  }
}

const nameOf = (scope: readonly string[], key: string): string => JSON.stringify([...scope, key]);
