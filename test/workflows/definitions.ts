import type {
  AgentDefinition,
  Dependency,
  PhaseDefinition,
  RunDefinition,
} from '../../src/definition/run-definition.ts';

const AGENT = {
  module: 'agents.all',
  class: 'Echo',
  timeout: 60_000,
  heartbeatTimeout: 30_000,
  retry: { maxRetries: 0, retryDelay: 0, backoff: 1, nonRetryable: [] },
  isolation: 'process',
  runtime: 'node',
  continueOnError: false,
} as const;

export const agentDefinition = (id: string): AgentDefinition => ({ id, ...AGENT });

type PhaseRest = Partial<Omit<PhaseDefinition, 'dependsOn'>> & { dependsOn?: readonly (string | Dependency)[] };

/** A phase with agents `NAME0`, `NAME1`, … */
export function phaseDefinition(
  name: string,
  agents: number,
  { dependsOn = [], ...rest }: PhaseRest = {},
): PhaseDefinition {
  const ids = Array.from({ length: agents }, (_, index) => `${name}${index}`);
  return {
    name,
    parallel: true,
    failFast: false,
    continueOnError: false,
    dependsOn: dependsOn.map((on) => (typeof on === 'string' ? { phase: on } : on)),
    agents: ids.map(agentDefinition),
    ...rest,
  };
}

export const runDefinition = (phases: PhaseDefinition[], rest: Partial<RunDefinition> = {}): RunDefinition => ({
  name: 'test',
  maxWorkers: 100,
  inputs: {},
  config: {},
  onFailure: [],
  finally: [],
  outputs: {},
  phases,
  ...rest,
});
