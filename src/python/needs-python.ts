import type { AgentDefinition, RunDefinition } from '../definition/run-definition.ts';

/**
 * Whether a run of the definition, sub-workflows included, sends agents to the Python worker beside the run's own worker. Those
 * that name a `task_queue` go to another one, wherever that is.
 */
export function needsPython({ phases, onFailure, finally: last }: RunDefinition): boolean {
  return (
    [...onFailure, ...last, ...phases.flatMap(({ agents }) => agents)].some(isForPython) ||
    phases.some(({ workflow }) => workflow !== undefined && needsPython(workflow.definition))
  );
}

const isForPython = ({ runtime, taskQueue }: AgentDefinition): boolean =>
  runtime === 'python' && taskQueue === undefined;
