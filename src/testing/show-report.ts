import type { Json } from '../definition/json.ts';
import { symbol, type Style } from '../follow/style.ts';
import { count } from '../problems/count-problems.ts';
import type { Coverage } from './coverage.ts';
import type { CaseReport, FileReport, PlacedMismatch } from './run-test-file.ts';

/** A file that was tested, as people read it: its cases, what went wrong in them, and what none of them has reached. */
export function showFile({ file, workflow, cases, coverage }: FileReport, style: Style): string {
  const { bold, dim } = style.colors;
  const lines = cases.flatMap((each) => showCase(each, file, style));
  const missed = coverage ? showCoverage(coverage, style) : [];
  return [`${bold(file)} ${dim(`tests ${workflow}`)}`, ...lines, ...missed, ''].join('\n');
}

export function showSummary(files: readonly FileReport[], milliseconds: number, { colors }: Style): string {
  const cases = files.flatMap((file) => file.cases);
  const failed = cases.filter(({ passed }) => !passed).length;
  const passed = cases.length - failed;
  const counts = [
    ...(failed > 0 ? [colors.red(`${failed} failed`)] : []),
    ...(passed > 0 ? [colors.green(`${passed} passed`)] : []),
  ];
  return `${count(cases.length, 'case')}: ${counts.join(', ')} in ${milliseconds} ms\n`;
}

function showCase({ name, passed, line, mismatches, error }: CaseReport, file: string, style: Style): string[] {
  const { dim } = style.colors;
  const head = `  ${symbol(passed ? 'success' : 'failed', style)} ${visible(name)}`;
  const fault = error === null ? [] : [`      ${dim(`${file}:${line}`)}`, `        ${visible(error)}`];
  return [head, ...fault, ...mismatches.flatMap((each) => showMismatch(each, file, style))];
}

function showMismatch(
  { path, line, expected, found, note }: PlacedMismatch,
  file: string,
  { colors }: Style,
): string[] {
  const why = note === undefined ? '' : colors.dim(`  ${visible(note)}`);
  return [
    `      ${colors.dim(`${file}:${line}`)} ${visible(path)}`,
    `        expected  ${colors.green(said(expected))}`,
    `        found     ${colors.red(found === undefined ? 'nothing' : said(found))}${why}`,
  ];
}

function showCoverage({ phases, agents, edges }: Coverage, { colors }: Style): string[] {
  const parts = Object.entries({ phases, agents, edges }).filter(([, { missed }]) => missed.length > 0);
  if (parts.length === 0) return [colors.dim('  every phase, agent and edge was reached')];
  const missed = parts.map(
    ([what, { missed: names, all }]) => `    ${what} ${names.length} of ${all}: ${shortList(names)}`,
  );
  return [colors.dim('  not reached by any case:'), ...missed.map((line) => colors.dim(visible(line)))];
}

/** More than a few are in the document that `--json` prints. */
const LISTED = 8;

const shortList = (names: readonly string[]): string =>
  names.slice(0, LISTED).join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '');

/** A text as it is; all else as JSON. */
const said = (value: Json): string => visible(typeof value === 'string' ? value : JSON.stringify(value));

/** What comes from a file or an agent cannot reach the terminal as a command to it. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '·');
