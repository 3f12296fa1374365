import { problemCodes, type Problem } from '../definition/problem.ts';
import { relativePath } from './relative-path.ts';
import { rules } from './rules.ts';

/** Problems as a SARIF 2.1.0 log, which code scanning and editors read. */
export function asSarif(problems: readonly Problem[], { version, folder }: { version: string; folder: string }) {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'orchestrator',
            semanticVersion: version,
            rules: problemCodes.map((code) => ({
              id: code,
              shortDescription: { text: rules[code] },
              help: { text: `${rules[code]} See docs/errors.md.` },
              helpUri: `docs/errors.md#${code.replace('.', '')}`,
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map(({ code, severity, message, hint, file, line, column, path }) => ({
          ruleId: code,
          ruleIndex: problemCodes.indexOf(code),
          level: severity,
          message: { text: hint === null ? message : `${message}${/[.?!]$/.test(message) ? '' : '.'} ${hint}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: {
                  uri: relativePath(file, folder).split('/').map(encodeURIComponent).join('/'),
                  uriBaseId: '%SRCROOT%',
                },
                region: { startLine: line, startColumn: column },
              },
              ...(path === '' ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
            },
          ],
        })),
      },
    ],
  };
}
