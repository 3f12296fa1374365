import { formatDuration } from '../definition/duration.ts';
import type { Style } from '../follow/style.ts';
import { escapeControls } from '../activities/executor/safe-text.ts';
import { agentName, type AttemptPlace } from './attempt-file.ts';
import type { AttemptLine } from './attempt-line.ts';
import type { LogLine } from './in-time-order.ts';

const COLORS = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'cyanBright', 'yellowBright', 'greenBright'] as const;
/** Longer names are not cut; they are not lined up either. */
const WIDEST = 40;
const INDENT = '  ';

/** Shows lines with whose they are in front, as `docker compose logs` does: each agent has a colour. */
export function lineShower({ colors }: Style, places: readonly AttemptPlace[]): (line: LogLine) => string {
  const attempts = new Map<string, number>();
  const colorOf = new Map<string, (typeof COLORS)[number]>();
  let width = 0;
  const prefixOf = (place: AttemptPlace): string => {
    const name = agentName(place);
    return (attempts.get(name) ?? 1) > 1 ? `${name} (${place.attempt})` : name;
  };
  const learn = (place: AttemptPlace) => {
    const name = agentName(place);
    attempts.set(name, Math.max(place.attempt, attempts.get(name) ?? 1));
    width = Math.max(width, Math.min(WIDEST, prefixOf(place).length));
  };
  for (const place of places) learn(place);

  return ({ place, line }) => {
    learn(place);
    const agent = place.path.join('/');
    if (!colorOf.has(agent)) colorOf.set(agent, COLORS[colorOf.size % COLORS.length]!);
    const prefix = colors[colorOf.get(agent)!](`${prefixOf(place).padEnd(width)} |`);
    return textOf(line, colors)
      .map((text) => `${prefix} ${colors.dim(line.time.slice(11, 19))} ${text}\n`)
      .join('');
  };
}

/** Usually one line; an error may have several, and an end that is no news has none. */
function textOf(line: AttemptLine, colors: Style['colors']): string[] {
  if (line.stream === 'end') return endOf(line, colors);
  if (line.stream === 'cut') return [colors.dim(line.text)];
  const { level, fields } = line;
  const rest = fields && Object.keys(fields).length > 0 ? ` ${escapeControls(JSON.stringify(fields))}` : '';
  const tint = level === 'error' ? colors.red : level === 'warn' ? colors.yellow : (text: string) => text;
  const word = line.stream === 'log' && level !== 'info' ? `${level.toUpperCase()} ` : '';
  return [`${tint(`${word}${line.text}`)}${colors.dim(rest)}`];
}

function endOf({ status, duration = 0, error, text }: AttemptLine, colors: Style['colors']): string[] {
  if (status === 'success' || status === undefined) return [];
  const how = `${WORDS[status]} after ${formatDuration(duration * 1000)}`;
  if (!error) return [colors.dim(how)];
  const [first, ...more] = `${how}: ${error.type}: ${error.message}`.split('\n');
  // What is not indented repeats the message.
  const stack = text.split('\n').filter((each) => /^\s/.test(each));
  return [
    colors.red(first!),
    ...more.map((each) => colors.red(`${INDENT}${each}`)),
    ...stack.map((each) => colors.dim(each)),
  ];
}

const WORDS = {
  failed: 'failed',
  timed_out: 'timed out',
  cancelled: 'cancelled',
  handed_over: 'the worker shut down',
} as const;

/** A line for programs. */
export function lineDocument({ place, line }: LogLine): object {
  const { time, n, level, stream, text, ...rest } = line;
  return {
    time,
    phase: place.path.slice(0, -1).join('/'),
    agent: place.path.at(-1),
    item: place.item ?? null,
    attempt: place.attempt,
    line: n,
    level,
    stream,
    text,
    ...rest,
  };
}
