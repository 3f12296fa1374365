/** One thing that is wrong with a workflow definition: what, where, and what to do about it. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** As the user wrote it, so that editors and terminals can open it. */
  readonly file: string;
  /** 1-based, as is `column`: the start of the offending key or value. What concerns a whole file stands at 1:1. */
  readonly line: number;
  readonly column: number;
  /** `phases[1].agents[0].class`; empty for the whole file. */
  readonly path: string;
  readonly hint: string | null;
}

/** The closed list. `docs/errors.md` has one heading for each. */
export const problemCodes = [
  'yaml-syntax',
  'yaml-1.1-boolean',
  'several-documents',
  'duplicate-key',
  'unknown-key',
  'missing-key',
  'conflicting-keys',
  'wrong-type',
  'wrong-value',
  'out-of-range',
  'empty-list',
  'bad-name',
  'bad-duration',
  'duplicate-phase',
  'duplicate-agent',
  'unknown-phase',
  'self-dependency',
  'cycle',
  'recursive-workflow',
  'unknown-config-key',
  'unset-variable',
  'misplaced-reference',
  'undeclared-secret',
  'bad-expression',
  'unknown-reference',
  'not-upstream',
  'secret-in-expression',
  'bad-input',
  'file-not-found',
  'too-large',
  'too-deep',
  'agent-not-found',
  'agent-not-allowed',
  'not-an-agent',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** A definition was refused. `problems` holds every problem of the file, errors and warnings. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const first = errors[0];
    super(
      first
        ? `${first.file}:${first.line}:${first.column} ${first.message}` +
            (errors.length > 1 ? ` (and ${errors.length - 1} more)` : '')
        : 'the definition is not valid',
    );
    this.problems = problems;
  }
}
