import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { InputProblem } from './check-inputs.ts';

/** Problems with given inputs, each at the place where the definition declares the input. */
export function placeInputProblems(
  problems: readonly InputProblem[],
  { file, place }: { readonly file: string; readonly place: (path: Path) => { line: number; column: number } },
): Problem[] {
  return problems.map(({ code, input, message, hint }) => {
    const path = ['inputs', input];
    return { code, severity: 'error', message, file, ...place(path), path: formatPath(path), hint };
  });
}
