import { readFileSync } from 'node:fs';
import { lineWindow } from './line-window.ts';
import type { Problem } from './problem.ts';

/** How the parts of a problem stand out on a terminal. */
export type ProblemColors = Readonly<Record<'bold' | 'dim' | 'red' | 'yellow' | 'cyan', (text: string) => string>>;

const plain = (text: string) => text;
const NO_COLORS: ProblemColors = { bold: plain, dim: plain, red: plain, yellow: plain, cyan: plain };

/** Of a line of the file and its margin, so that it fits a terminal and a log. */
const COLUMNS = 100;

/** Problems as text: `file:line:column severity[code] message`, the line, a caret, and the hint. */
export function formatProblems(problems: readonly Problem[], colors: ProblemColors = NO_COLORS): string {
  const lines = new Map<string, string[]>();
  const linesOf = (file: string): string[] => {
    if (!lines.has(file)) lines.set(file, readLines(file));
    return lines.get(file)!;
  };
  return problems.map((problem) => formatProblem(problem, linesOf(problem.file)[problem.line - 1], colors)).join('\n');
}

function formatProblem(problem: Problem, written: string | undefined, colors: ProblemColors): string {
  const { file, line, column, severity, code, message, hint } = problem;
  const tint = severity === 'error' ? colors.red : colors.yellow;
  const head = `${colors.bold(`${file}:${line}:${column}`)} ${tint(`${severity}[${code}]`)} ${visible(message)}`;
  const parts = [head];
  if (written?.trim()) {
    const number = ` ${line} | `;
    const margin = `${' '.repeat(number.length - 2)}| `;
    const { text, indent } = lineWindow(written, column, COLUMNS - number.length);
    parts.push(colors.dim(number) + text, `${colors.dim(margin)}${' '.repeat(indent)}${tint('^')}`);
  }
  if (hint) parts.push(`   ${colors.cyan('=')} ${visible(hint)}`);
  return parts.join('\n') + '\n';
}

/** What comes from the file cannot reach the terminal as a command to it. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '·');

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
  } catch {
    return [];
  }
}
