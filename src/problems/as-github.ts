import type { Problem } from '../definition/problem.ts';
import { relativePath } from './relative-path.ts';

/** Problems as workflow commands of GitHub Actions, which shows them on the lines of a pull request. */
export function asGithub(problems: readonly Problem[], folder: string): string {
  return problems
    .map(({ severity, file, line, column, code, message, hint }) => {
      const place = { file: relativePath(file, folder), line, col: column, title: code };
      const properties = Object.entries(place).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      return `::${severity} ${properties.join(',')}::${escapeData(hint === null ? message : `${message}\n${hint}`)}\n`;
    })
    .join('');
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
