import { inspect, types } from 'node:util';
import { AgentFailure } from './agent-failure.ts';
import { cutText, escapeControls } from './safe-text.ts';
import { agentFrames } from './agent-frames.ts';

/**
 * Whatever was thrown, as a failure that can be sent. Nothing of the thrown thing is trusted: each read may throw (a getter, a
 * revoked proxy) or give another type than it should, and causes may go round in circles.
 */
export function toAgentFailure(thrown: unknown): AgentFailure {
  if (isOurs(thrown)) return thrown;
  const type = typeOf(thrown);
  const message = cutText(escapeControls(withCauses(thrown), '\n\t'), MESSAGE_LIMIT);
  return new AgentFailure(type, message, {
    retryable: !asksForNoRetry(thrown),
    stack: stackOf(thrown, type),
    retryAfter: retryAfter(thrown),
  });
}

const MESSAGE_LIMIT = 2048;
const STACK_LIMIT = 4096;
const CAUSES = 5;

/** `instanceof` on a revoked proxy throws. */
function isOurs(thrown: unknown): thrown is AgentFailure {
  try {
    return thrown instanceof AgentFailure;
  } catch {
    return false;
  }
}

function typeOf(thrown: unknown): string {
  if (!isError(thrown)) return 'NonErrorThrown';
  const name = text(read(thrown, 'name'));
  const constructor = text(read(read(thrown, 'constructor'), 'name'));
  // A subclass that sets no name still has its parent's: `class RateLimited extends Error` is a RateLimited.
  const type =
    BUILT_IN.has(name) && constructor !== '' && !BUILT_IN.has(constructor) ? constructor : name || constructor;
  return cutText(escapeControls(type.slice(0, 201)).trim(), 200) || 'Error';
}

const BUILT_IN = new Set([
  '',
  ...'Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError DOMException'.split(' '),
]);

function withCauses(thrown: unknown): string {
  const seen = new Set<unknown>();
  const lines: string[] = [];
  for (let each = thrown; lines.length <= CAUSES && !seen.has(each); each = read(each, 'cause')) {
    if (lines.length > 0 && each === undefined) break;
    seen.add(each);
    lines.push(lines.length === 0 ? messageOf(each) : `caused by ${typeOf(each)}: ${messageOf(each)}`);
  }
  return lines.join('\n');
}

function messageOf(thrown: unknown): string {
  if (!isError(thrown)) return typeof thrown === 'string' ? thrown.slice(0, MESSAGE_LIMIT + 1) : show(thrown);
  const own = text(read(thrown, 'message')).slice(0, MESSAGE_LIMIT + 1);
  const errors = read(thrown, 'errors');
  if (!isArray(errors)) return own || '(no message)';
  const inner = [0, 1, 2].filter((index) => index < errors.length).map((index) => read(errors, index));
  return [own, ...inner.map((each) => (isError(each) ? text(read(each, 'message')) : show(each)))]
    .filter(Boolean)
    .join('; ');
}

function stackOf(thrown: unknown, type: string): string {
  const stack = isError(thrown) ? text(read(thrown, 'stack')) : '';
  // The stack repeats the message first. A long one would leave no room for the frames.
  const frames = stack.indexOf('\n    at ');
  if (frames === -1) return '';
  const head = `${type}: ${cutText(messageOf(thrown), 300)}`;
  return cutText(
    escapeControls(head + agentFrames(stack.slice(frames, frames + 4 * STACK_LIMIT)), '\n\t'),
    STACK_LIMIT,
  );
}

/** An error can say itself that another attempt is no use, by an own property: `retryable: false` or `nonRetryable: true`. */
function asksForNoRetry(thrown: unknown): boolean {
  return readOwn(thrown, 'retryable') === false || readOwn(thrown, 'nonRetryable') === true;
}

/** An error can say itself when another attempt makes sense, by an own property: milliseconds. */
function retryAfter(thrown: unknown): number | undefined {
  const value = readOwn(thrown, 'retryAfter');
  return typeof value === 'number' ? value : undefined;
}

function isError(value: unknown): boolean {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function show(value: unknown): string {
  try {
    return inspect(value, {
      depth: 2,
      maxArrayLength: 10,
      // Cut by us, later: an agent's text is cut in one way only.
      maxStringLength: MESSAGE_LIMIT,
      customInspect: false,
      breakLength: Infinity,
    });
  } catch {
    return 'a value that cannot be shown';
  }
}

function read(from: unknown, key: string | number): unknown {
  try {
    return (from as Record<string | number, unknown>)[key];
  } catch {
    return undefined;
  }
}

function readOwn(from: unknown, key: string): unknown {
  try {
    return Object.hasOwn(from as object, key) ? read(from, key) : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
