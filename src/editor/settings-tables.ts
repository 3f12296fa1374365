import { stringify } from 'yaml';
import { z } from 'zod';
import { commandSettings } from '../agents/builtin/command-agent.ts';
import { httpSettings } from '../agents/builtin/http-agent.ts';
import { waitSettings } from '../agents/builtin/wait-agent.ts';

const SETTINGS: Readonly<Record<string, z.ZodObject>> = {
  command: commandSettings,
  http: httpSettings,
  wait: waitSettings,
};

/** The page with the settings of the built-in agents as their schemas have them, between its marks for these. */
export function withSettingsTables(page: string): string {
  return page.replace(/(<!-- settings of (\w+) -->\n)[^]*?(<!-- end of settings -->)/g, (_, start, name, end) => {
    const schema = SETTINGS[String(name)];
    if (schema === undefined) throw new Error(`there are no settings of ${String(name)}`);
    return `${String(start)}\n${table(schema)}\n\n${String(end)}`;
  });
}

function table(schema: z.ZodObject): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties).map(([name, property]) => {
    const { description = '', examples: [example] = [], default: standard } = property as z.core.JSONSchema.Schema;
    const otherwise = required.includes(name) ? '**required**' : standard === undefined ? '' : code(standard);
    const cells = [`\`${name}\``, otherwise, description, code(example)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| setting | default | description | example |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const code = (value: unknown): string =>
  `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim()}\``;
