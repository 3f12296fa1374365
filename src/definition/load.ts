import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { z } from 'zod';
import { check } from './check.ts';
import { didYouMean } from './did-you-mean.ts';
import { explain } from './explain.ts';
import type { JsonObject } from './json.ts';
import { normalise } from './normalise.ts';
import type { Problem } from './problem.ts';
import { resolve, type RunOverrides } from './resolve.ts';
import type { RunDefinition } from './run-definition.ts';
import { withoutUndefined } from './without-undefined.ts';
import { configFileSchema, workflowSchema, type WorkflowFile } from './schema/workflow.ts';
import { formatPath, MAX_FILE_BYTES, Source, type Path } from './source.ts';

export interface LoadOptions {
  /** Where `${VAR}` is looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly overrides?: RunOverrides;
}

export interface Loaded {
  /** Missing where a problem is an error. */
  readonly definition?: RunDefinition;
  readonly problems: readonly Problem[];
  /** Where in the file something is written: to show a failed agent with its line. */
  readonly place: (path: Path) => { line: number; column: number };
}

/** Reads, checks and resolves a workflow definition. Never throws for what is in the files: every problem is in `problems`. */
export function loadDefinition(file: string, options: LoadOptions): Loaded {
  const source = read(file, options);
  if (!(source instanceof Source)) return { problems: [source], place: () => ({ line: 1, column: 1 }) };
  const place = (path: Path) => source.place(path);
  const workflow = parse(source, workflowSchema);
  if (!workflow) return { problems: inOrder(source.problems), place };
  for (const finding of check(workflow)) source.report(finding);
  const { sections, problems } = loadSections(workflow, source, options);
  // A file that could not be read says nothing about its sections.
  if (problems.length === 0) checkConfigKeys(workflow, sections, source);
  const all = [...inOrder(source.problems), ...inOrder(problems)];
  if (all.some((problem) => problem.severity === 'error')) return { problems: all, place };
  return {
    definition: resolve(
      workflow,
      workflow.name ?? nameOf(file),
      sections ?? {},
      withoutUndefined({ overrides: options.overrides }),
    ),
    problems: all,
    place,
  };
}

function read(file: string, options: LoadOptions): Source | Problem {
  const problem = (code: 'file-not-found' | 'too-large', message: string, hint: string): Problem => ({
    code,
    severity: 'error',
    message,
    file,
    line: 1,
    column: 1,
    path: '',
    hint,
  });
  try {
    const { size } = statSync(file);
    if (size > MAX_FILE_BYTES)
      return problem(
        'too-large',
        `the file has ${(size / 1024 / 1024).toFixed(1)} MiB; at most 8 MiB are read`,
        'Move data out of it, or split it.',
      );
    return new Source(file, new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)), options.environment);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return problem('file-not-found', 'there is no such file', 'Check the path, or name the file with --file.');
    if (code === 'EISDIR')
      return problem('file-not-found', 'this is a folder, not a file', 'Name a file in it with --file.');
    if (error instanceof RangeError)
      return { ...problem('too-large', 'the file is nested too deep to be read', 'Flatten it.'), code: 'too-deep' };
    if (error instanceof TypeError)
      return { ...problem('file-not-found', 'the file is not UTF-8 text', 'Save it as UTF-8.'), code: 'yaml-syntax' };
    return problem('file-not-found', `the file cannot be read: ${message}`, 'Check its permissions.');
  }
}

function parse<T extends z.ZodType>(source: Source, schema: T): z.infer<T> | undefined {
  if (source.problems.length > 0) return undefined;
  if (source.data === null || source.data === undefined) {
    source.report({ code: 'missing-key', message: 'the file is empty', path: [], hint: 'Begin with "phases:".' });
    return undefined;
  }
  const { data, findings } = normalise(source.data, schema);
  for (const finding of findings) source.report(finding);
  const result = schema.safeParse(data);
  const misspelt = new Set(findings.flatMap(({ insteadOf }) => (insteadOf ? [formatPath(insteadOf)] : [])));
  for (const issue of result.error?.issues ?? []) {
    if (!misspelt.has(formatPath(issue.path as Path))) source.report(explain(issue, data));
  }
  return result.success ? result.data : undefined;
}

/** The sections that `config_key` names: those of `config:` win over those of the file beside it. */
function loadSections(
  workflow: WorkflowFile,
  source: Source,
  options: LoadOptions,
): { sections?: Record<string, JsonObject>; problems: Problem[] } {
  const written = workflow.config as Record<string, JsonObject> | undefined;
  const file = join(dirname(source.file), workflow.config_file ?? 'agents.yaml');
  if (!existsSync(file)) {
    if (workflow.config_file !== undefined) {
      source.report({
        code: 'file-not-found',
        message: `config_file: there is no ${file}`,
        path: ['config_file'],
        hint: 'The path is relative to this file.',
      });
    }
    return { ...(written ? { sections: written } : {}), problems: [] };
  }
  const config = read(file, options);
  if (!(config instanceof Source)) return { sections: written ?? {}, problems: [config] };
  const sections = parse(config, configFileSchema) as Record<string, JsonObject> | undefined;
  return { sections: { ...sections, ...written }, problems: config.problems };
}

function checkConfigKeys(
  workflow: WorkflowFile,
  sections: Record<string, JsonObject> | undefined,
  source: Source,
): void {
  for (const [index, phase] of workflow.phases.entries()) {
    for (const [position, { config_key: key }] of (phase.agents ?? []).entries()) {
      if (key === undefined || (sections && Object.hasOwn(sections, key))) continue;
      const path = ['phases', index, 'agents', position, 'config_key'];
      const code = 'unknown-config-key';
      if (!sections) {
        source.report({
          code,
          severity: 'warning',
          message: `there is no configuration, so the section "${key}" is empty`,
          path,
          hint: 'Write it under config:, or in agents.yaml beside this file.',
        });
        continue;
      }
      const meant = didYouMean(key, Object.keys(sections));
      const message =
        `config_key refers to "${key}"` + (meant ? `; did you mean "${meant}"?` : ', but there is no such section');
      source.report({ code, message, path, hint: `The sections are: ${Object.keys(sections).join(', ') || 'none'}.` });
    }
  }
}

const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** The file's stem, with what a name cannot have as `_`. */
function nameOf(file: string): string {
  const stem = basename(file, extname(file))
    .replace(/[^A-Za-z0-9_-]/g, '_')
    .slice(0, 64);
  return /^[A-Za-z_]/.test(stem) ? stem : `_${stem}`.slice(0, 64);
}
