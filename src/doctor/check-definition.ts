import { checkAgents } from '../check-agents.ts';
import { DEFAULT_FILE } from '../defaults.ts';
import type { Loaded } from '../definition/load.ts';
import type { Problem } from '../definition/problem.ts';
import { count } from '../problems/count-problems.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

export function checkDefinition(loaded: Loaded, file: string, root: string): Finding[] {
  const { definition, problems } = loaded;
  const validate = `\`orchestrator validate -f ${file}\` shows all there is to mend.`;
  if (!definition) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (
      file === DEFAULT_FILE &&
      errors.some((error) => error.code === 'file-not-found' && error.path === '' && error.file === file)
    )
      return [
        warn(
          'definition',
          `there is no ${file} here`,
          '`orchestrator init DIR` makes a project; -f names another file.',
        ),
      ];
    return [fail('definition', `${file} is not valid: ${say(errors)}`, validate)];
  }
  const agents = checkAgents(loaded, file, root);
  const phases = count(definition.phases.length, 'phase');
  return [
    problems.length === 0
      ? ok('definition', `${file} is valid: ${phases}`)
      : warn('definition', `${file} is valid, with warnings: ${say(problems)}`, validate),
    agents.length === 0
      ? ok('agents', `all modules of ${file} are in ${root}`)
      : warn('agents', say(agents), 'Mend the module, or run doctor in the folder that agents are found in.'),
  ];
}

function say(problems: readonly Problem[]): string {
  const [first] = problems;
  if (!first) return 'it cannot be read';
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `${first.line}:${first.column} ${first.message}${more}`;
}
