/** One thing that is wrong with an expression. `start` and `end` are offsets in its text, of what is wrong and not of all of it. */
export interface ExpressionFault {
  readonly code: 'bad-expression' | 'too-large' | 'unknown-reference' | 'not-upstream' | 'secret-in-expression';
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
}
