import type { Json, JsonObject } from '../definition/json.ts';
import type { Clock } from './clock.ts';
import type { Decided, Mock, RealAgents } from './scenario.ts';
import type { SimulatedCache } from './simulated-cache.ts';
import type { SimulatedRun } from './simulated-run.ts';

/** What all runs of one simulation share. */
export interface SimulatedWorld {
  readonly clock: Clock;
  /** @throws ScenarioError for an agent of which nothing is said */
  readonly mockOf: (path: string, className: string) => Mock;
  readonly decisions: ReadonlyMap<string, Decided>;
  readonly realAgents: RealAgents | undefined;
  readonly cache: SimulatedCache;
  readonly started: { readonly add: (start: Omit<Started, 'at' | 'turn'>) => void };
  /** What was asked, by phase. */
  readonly prompts: Map<string, string>;
  /** By the prefix of what is in them: the run itself by the empty one. */
  readonly runs: Map<string, SimulatedRun>;
}

/** An agent, an item of one, or a sub-workflow that was started. */
export interface Started {
  /** `phase/agent`; of a sub-workflow its phase, before what is in it. */
  readonly path: string;
  readonly item?: Json;
  readonly itemIndex?: number;
  /** What it was given. */
  readonly input: JsonObject;
  /** Milliseconds since the run began. */
  readonly at: number;
  /** What started in the same turn started side by side: nothing had ended in between. */
  readonly turn: number;
}
