import type { Problem } from '../../src/definition/problem.ts';

export const aProblem = (over: Partial<Problem> = {}): Problem => ({
  code: 'unknown-phase',
  severity: 'error',
  message: 'depends_on refers to "aa"; did you mean "a"?',
  file: 'config/w.yaml',
  line: 5,
  column: 18,
  path: 'phases[1].depends_on[0]',
  hint: 'The phases are: a, b.',
  ...over,
});
