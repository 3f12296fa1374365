import { findModule } from './activities/executor/find-module.ts';
import type { Loaded } from './definition/load.ts';
import type { Path } from './definition/path.ts';
import { formatPath } from './definition/path.ts';
import type { Problem } from './definition/problem.ts';
import type { AgentDefinition } from './definition/run-definition.ts';
import { lookIntoModule } from './look-into-module.ts';
import { findPythonModule } from './python/find-python-module.ts';

/**
 * Warns of agents that are not under `root`, those of sub-workflows too. Only a warning: the worker may be on another machine,
 * and has the last word. Nothing is loaded, so a check never runs an agent's code.
 */
export function checkAgents(loaded: Loaded, file: string, root: string): Problem[] {
  const doubts = new Map<string, Doubt | undefined>();
  const doubtOf = (agent: AgentDefinition) => {
    const known = `${agent.runtime} ${agent.module} ${agent.class}`;
    if (!doubts.has(known)) doubts.set(known, doubt(agent, root));
    return doubts.get(known);
  };
  const problems = new Map<Loaded, Problem[]>();
  const check = (each: Loaded, its: string) => {
    if (problems.has(each)) return;
    problems.set(
      each,
      agentsOf(each).flatMap(([agent, path]): Problem[] => {
        const found = doubtOf(agent);
        if (!found) return [];
        const { key, ...rest } = found;
        const at = [...path, key];
        return [{ ...rest, severity: 'warning', file: its, ...each.place(at), path: formatPath(at), hint: HINT }];
      }),
    );
    for (const child of each.subWorkflows.values()) check(child, child.file);
  };
  check(loaded, file);
  return [...problems.values()].flat();
}

const HINT = 'It is looked for here only to help; the worker looks under its own --root.';

type Doubt = Pick<Problem, 'code' | 'message'> & { readonly key: 'module' | 'class' };

function doubt({ module, class: name, runtime }: AgentDefinition, root: string): Doubt | undefined {
  const found = runtime === 'python' ? findPythonModule(root, module) : findModule(root, module);
  if ('file' in found) {
    const inside = lookIntoModule(found.file, module, name, runtime);
    return inside && { ...inside, key: 'class' };
  }
  const { problem, nearest } = found;
  const meant = nearest.length > 0 ? `; did you mean ${nearest.map((each) => `"${each}"`).join(' or ')}?` : '';
  return { code: 'agent-not-found', message: `module "${module}": ${problem}${meant}`, key: 'module' };
}

function agentsOf({ definition }: Loaded): (readonly [AgentDefinition, Path])[] {
  if (!definition) return [];
  const { phases, onFailure, finally: atTheEnd } = definition;
  return [
    ...phases.flatMap(({ agents }, index) =>
      agents.map((agent, position) => [agent, ['phases', index, 'agents', position]] as const),
    ),
    ...onFailure.map((agent, position) => [agent, ['on_failure', position]] as const),
    ...atTheEnd.map((agent, position) => [agent, ['finally', position]] as const),
  ];
}
