import { stringify } from 'yaml';
import { mappings, type Key, type Mapping } from './mappings.ts';

/** Where in the template the tables go. */
export const TABLES = '<!-- tables: made from the schema -->';

/** The reference page of the language: what a schema can say is made from it, the rest stands in the template. */
export function referencePage(template: string): string {
  return template.replace(TABLES, () => mappings().map(section).join('\n\n'));
}

function section({ name, description, keys }: Mapping): string {
  return [
    `### ${name === '' ? 'The file' : `\`${name}\``}`,
    ...(description === undefined ? [] : [description]),
    ['| key | type | default | description | example |', '| --- | --- | --- | --- | --- |', ...keys.map(row)].join(
      '\n',
    ),
  ].join('\n\n');
}

function row({ name, type, required, default: standard, description = '', example }: Key): string {
  const link = type.replace(/\[(\w+)\]/g, '[$1](#$1)');
  const otherwise = required ? '**required**' : standard === undefined ? '' : code(standard);
  const cells = [`\`${name}\``, link, otherwise, description, code(example)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const code = (value: unknown): string =>
  `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim()}\``;
