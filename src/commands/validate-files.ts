import { checkAgents } from '../check-agents.ts';
import { formatProblems } from '../definition/format-problems.ts';
import { loadDefinition, type Loaded } from '../definition/load.ts';
import type { Problem } from '../definition/problem.ts';
import { environment } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import { asGithub } from '../problems/as-github.ts';
import { asSarif } from '../problems/as-sarif.ts';
import { count, countProblems } from '../problems/count-problems.ts';
import { printJson } from './report-error.ts';

interface ValidateOptions {
  readonly format: 'text' | 'json' | 'github' | 'sarif';
  readonly strict: boolean;
  /** Of this program, for reports that name it. */
  readonly version: string;
}

/** Checks files, shows their problems in one format, and tells whether all are valid. */
export function validateFiles(files: readonly string[], { format, strict, version }: ValidateOptions): boolean {
  const checked = files.map((file) => {
    const loaded = loadDefinition(file, { environment });
    const problems = [...loaded.problems, ...checkAgents(loaded, file, process.cwd())];
    return { file, loaded, problems: strict ? problems.map(asError) : problems };
  });
  // A sub-workflow that two of the files run is told of once.
  const problems = [
    ...new Map(checked.flatMap((each) => each.problems).map((each) => [JSON.stringify(each), each])).values(),
  ];
  const valid = problems.every(isWarning);
  switch (format) {
    case 'json':
      printJson({ valid, problems });
      return valid;
    case 'sarif':
      printJson(asSarif(problems, { version, folder: process.cwd() }));
      return valid;
    case 'github':
      process.stdout.write(asGithub(problems, process.cwd()));
      break;
    case 'text': {
      const { colors } = styleOf(process.stdout, environment);
      const right = checked.filter((each) => each.problems.every(isWarning));
      process.stdout.write(formatProblems(problems, colors));
      process.stdout.write(
        right.map(({ file, loaded }) => `${colors.green(`${file} is valid`)}${sizeOf(loaded)}\n`).join(''),
      );
    }
  }
  if (problems.length > 0) process.stderr.write(`${countProblems(problems, files.length)}\n`);
  return valid;
}

const isWarning = ({ severity }: Problem): boolean => severity === 'warning';
const asError = (problem: Problem): Problem => ({ ...problem, severity: 'error' });

function sizeOf({ definition }: Loaded): string {
  if (!definition) return '';
  const { phases, onFailure, finally: atTheEnd } = definition;
  const agents = [...phases.flatMap((phase) => phase.agents), ...onFailure, ...atTheEnd].length;
  return `: ${count(phases.length, 'phase')}, ${count(agents, 'agent')}`;
}
