/** An expression could not be evaluated. `offset` is where in its text; the message says what is wrong and quotes the expression. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly expression: string;
  readonly offset: number;

  constructor(what: string, expression: string, offset = 0) {
    super(`${what}, in the expression: ${shortened(expression.trim())}`);
    this.expression = expression;
    this.offset = offset;
  }
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);
