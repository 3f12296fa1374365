/** Names of phases, agents, inputs, outputs and secrets; one of them means something to JavaScript itself. */
export const NAME = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

export const CLASS_NAME = /^[A-Za-z_$][A-Za-z0-9_$]{0,127}$/;

/** Class names that mean something to JavaScript itself. */
export const NO_CLASSES: readonly string[] = ['__proto__', 'prototype', 'constructor', 'then'];

/** In milliseconds. */
export const MAX_DURATION = 365 * 86_400_000;

export const MAX_PHASES = 10_000;
/** In all phases of a file together. */
export const MAX_AGENTS = 100_000;
/** Of one file's handlers: `on_failure`, and `finally`. */
export const MAX_HANDLERS = 100;
export const MAX_ITEMS = 100_000;
export const MAX_WORKERS = 100_000;
export const MAX_RETRIES = 1_000;
export const MAX_BACKOFF = 100;
export const MAX_TASK_QUEUE = 200;

/** Levels of a file, and so of any value in it. */
export const MAX_DEPTH = 64;

/** Workflows in a chain of which each runs the next. */
export const MAX_NESTED = 16;
/** Phases and agents, with those of sub-workflows as often as they are run. */
export const MAX_SIZE = 200_000;

/** A file says `version: "1"`, or `1.2`, or nothing. */
export const LANGUAGE_VERSION = 1;
