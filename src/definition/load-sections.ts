import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { AgentList, CheckedFile } from './checks/checked-file.ts';
import { checkSecrets } from './checks/secrets.ts';
import type { JsonObject } from './json.ts';
import { parse } from './parse.ts';
import type { Problem } from './problem.ts';
import { readSource } from './read-source.ts';
import { configurationPlace } from './references/reference-place.ts';
import type { Environment } from './references/read-variable.ts';
import { configFileSchema } from './schema/workflow.ts';
import type { Source } from './source.ts';
import { withoutUndefined } from './without-undefined.ts';

export type Sections = Readonly<Record<string, JsonObject>>;

interface Read {
  readonly sections: Sections | undefined;
  /** Of the other file. */
  readonly problems: readonly Problem[];
  /** The other file could not be read, so that nobody knows what sections there are. */
  readonly isUnread?: true;
}

/**
 * The sections that `config_key` names: those of `config:` win over those of the file beside it. `undefined` where there is
 * no configuration at all.
 */
export function loadSections(
  { parts, doubtful }: Pick<CheckedFile, 'parts' | 'doubtful'>,
  lists: readonly AgentList[],
  source: Source,
  environment: Environment,
): Read {
  const written = parts.config as Sections | undefined;
  const name = parts.config_file || 'agents.yaml';
  const file = isAbsolute(name) ? name : join(dirname(source.file), name);
  if (!parts.config_file && !existsSync(file)) return { sections: written, problems: [] };
  const read = readSource(file, { environment, placeOf: configurationPlace });
  if (!read.source) {
    if (!parts.config_file) return { sections: written, problems: [read.problem], isUnread: true };
    const { code, message } = read.problem;
    const hint = code === 'file-not-found' ? 'The path is relative to this file.' : (read.problem.hint ?? undefined);
    const finding = { code, message: `config_file ${parts.config_file}: ${message}`, path: ['config_file'] };
    source.report({ ...finding, ...withoutUndefined({ hint }) });
    return { sections: written, problems: [], isUnread: true };
  }
  const { source: config } = read;
  if (config.data === undefined && config.problems.length > 0)
    return { sections: written, problems: config.problems, isUnread: true };
  // A file with comments only is a configuration with no sections.
  const empty = config.data === null || config.data === undefined;
  const sections = empty ? {} : (parse(config, configFileSchema).parts as Sections);
  const used = new Set(lists.flatMap(({ agents }) => agents.flatMap((agent) => agent?.config_key ?? [])));
  // What other workflows use is for them to declare.
  const references = config.references.filter(
    ({ path: [section] }) => used.has(String(section)) && !Object.hasOwn(written ?? {}, String(section)),
  );
  const declared = (parts.secrets ?? []).flatMap((name) => name ?? []);
  if (!doubtful.has('secrets')) for (const finding of checkSecrets(references, declared)) config.report(finding);
  return { sections: { ...sections, ...written }, problems: config.problems };
}
