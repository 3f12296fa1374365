/** Characters in the text of one expression. */
export const MAX_EXPRESSION = 4_096;

/** Of the parsed expression. What is deeper could exhaust the stack, and where a stack ends differs between machines. */
export const MAX_DEPTH = 250;
export const MAX_NODES = 2_000;

/** `a.map(x, b.filter(y, …))` is two deep. */
export const MAX_MACRO_DEPTH = 2;

/**
 * What one evaluation may do, in steps of about half a microsecond at the slowest. Visiting a list's element costs a few,
 * so that macros get to see about 100,000 elements, whatever the expression does.
 */
export const MAX_STEPS = 1_000_000;

/** Characters in a text that an expression builds. */
export const MAX_TEXT = 1_000_000;

/** Characters in the pattern of `matches`. */
export const MAX_PATTERN = 1_000;

/** Of a result: values in it, characters in all its texts, levels. */
export const MAX_RESULT_VALUES = 1_000_000;
export const MAX_RESULT_TEXT = 16_000_000;
export const MAX_RESULT_DEPTH = 200;

/** Parsed expressions that are kept. */
export const MAX_CACHED = 1_000;
