import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AgentList, Parts } from './checks/checked-file.ts';
import { checkSecrets } from './checks/secrets.ts';
import type { JsonObject } from './json.ts';
import { parse } from './parse.ts';
import type { Problem } from './problem.ts';
import { readSource } from './read-source.ts';
import { configurationPlace } from './references/reference-place.ts';
import type { Environment } from './references/read-variable.ts';
import { configFileSchema } from './schema/workflow.ts';
import type { Source } from './source.ts';

export type Sections = Readonly<Record<string, JsonObject>>;

/**
 * The sections that `config_key` names: those of `config:` win over those of the file beside it. `undefined` where there is
 * no configuration at all. The problems are those of the other file.
 */
export function loadSections(
  parts: Parts,
  lists: readonly AgentList[],
  source: Source,
  environment: Environment,
): { sections: Sections | undefined; problems: readonly Problem[] } {
  const written = parts.config as Sections | undefined;
  const file = join(dirname(source.file), parts.config_file || 'agents.yaml');
  if (!existsSync(file)) {
    if (parts.config_file) {
      const message = `config_file: there is no ${file}`;
      source.report({
        code: 'file-not-found',
        message,
        path: ['config_file'],
        hint: 'The path is relative to this file.',
      });
    }
    return { sections: written, problems: [] };
  }
  const read = readSource(file, { environment, placeOf: configurationPlace });
  if (!read.source) return { sections: written, problems: [read.problem] };
  const { source: config } = read;
  // A file with comments only is a configuration with no sections.
  const empty = config.data === null || config.data === undefined;
  const sections = empty ? {} : (parse(config, configFileSchema).value as Sections | undefined);
  const used = new Set(lists.flatMap(({ agents }) => agents.flatMap((agent) => agent?.config_key ?? [])));
  // What other workflows use is for them to declare.
  const references = config.references.filter(
    ({ path: [section] }) => used.has(String(section)) && !Object.hasOwn(written ?? {}, String(section)),
  );
  for (const finding of checkSecrets(
    references,
    (parts.secrets ?? []).flatMap((name) => name ?? []),
  ))
    config.report(finding);
  return { sections: { ...sections, ...written }, problems: config.problems };
}
