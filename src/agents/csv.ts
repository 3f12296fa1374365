import { z } from 'zod';

/** The rows of a CSV text (RFC 4180), by the names in its first line. */
export function parseCsv(text: string): Record<string, string>[] {
  const [columns = [], ...rows] = lines(text.replace(/^\uFEFF/, ''));
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}

function lines(text: string): string[][] {
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;
  const found: string[][] = [];
  let line: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error(`Line ${found.length + 1} of the CSV text has a stray quotation mark`);
    const [, value = '', end] = match;
    line.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ',') continue;
    found.push(line);
    line = [];
  }
  if (line.length > 0) found.push([...line, '']); // the text ends with a comma
  return found;
}

/** A number written in a cell. An empty cell is none, and not 0 as `z.coerce.number()` alone would have it. */
export const numberCell = z.string().trim().min(1).pipe(z.coerce.number<string>());
