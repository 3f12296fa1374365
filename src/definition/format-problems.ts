import { readFileSync } from 'node:fs';
import type { Problem } from './problem.ts';

/** Problems as text: `file:line:column severity[code] message`, the line, a caret, and the hint. */
export function formatProblems(problems: readonly Problem[]): string {
  const lines = new Map<string, string[]>();
  const linesOf = (file: string): string[] => {
    if (!lines.has(file)) lines.set(file, readLines(file));
    return lines.get(file)!;
  };
  return problems.map((problem) => formatProblem(problem, linesOf(problem.file)[problem.line - 1])).join('\n');
}

function formatProblem(problem: Problem, written: string | undefined): string {
  const { file, line, column, severity, code, message, hint } = problem;
  const parts = [`${file}:${line}:${column} ${severity}[${code}] ${message}`];
  if (written?.trim()) {
    const number = String(line);
    const margin = ' '.repeat(number.length);
    // The caret keeps tabs, so that it stands under its character whatever a tab's width is.
    const indent = written.slice(0, column - 1).replace(/[^\t]/g, ' ');
    parts.push(` ${number} | ${written.slice(0, 200)}`, ` ${margin} | ${indent}^`);
  }
  if (hint) parts.push(`   = ${hint}`);
  return parts.join('\n') + '\n';
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
