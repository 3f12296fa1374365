import { findModule } from './activities/executor/find-module.ts';
import type { Loaded } from './definition/load.ts';
import type { Problem } from './definition/problem.ts';
import type { Runtime } from './definition/run-definition.ts';
import { findPythonModule } from './python/find-python-module.ts';

/**
 * Warns of agents whose module is not under `root`. Only a warning: the worker may be on another machine, and has the last
 * word. Nothing is loaded, so a check never runs an agent's code.
 */
export function checkAgents({ definition, place }: Loaded, file: string, root: string): Problem[] {
  const searches = new Map<string, ReturnType<typeof findModule>>();
  const search = (module: string, runtime: Runtime) => {
    const find = runtime === 'python' ? findPythonModule : findModule;
    const known = searches.get(`${runtime} ${module}`) ?? find(root, module);
    searches.set(`${runtime} ${module}`, known);
    return known;
  };
  return (definition?.phases ?? []).flatMap(({ agents }, index) =>
    agents.flatMap(({ module, runtime }, position): Problem[] => {
      const result = search(module, runtime);
      if ('file' in result) return [];
      const path = ['phases', index, 'agents', position, 'module'];
      const meant =
        result.nearest.length > 0 ? `; did you mean ${result.nearest.map((name) => `"${name}"`).join(' or ')}?` : '';
      return [
        {
          code: 'agent-not-found',
          severity: 'warning',
          message: `module "${module}": ${result.problem}${meant}`,
          file,
          ...place(path),
          path: `phases[${index}].agents[${position}].module`,
          hint: 'It is looked for here only to help; the worker looks under its own --root.',
        },
      ];
    }),
  );
}
