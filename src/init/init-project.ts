import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { packageSpec } from './package-spec.ts';

/** A project cannot be made there. */
export class InitError extends Error {
  override readonly name = 'InitError';
}

export interface InitOptions {
  /** Also into a folder with something in it. */
  readonly force: boolean;
  /** What the project asks npm for. Default: this very package, wherever it came from. */
  readonly packageSpec?: string | undefined;
}

export interface InitReport {
  readonly folder: string;
  readonly created: readonly string[];
  /** Files that were there, and were left as they are. */
  readonly kept: readonly string[];
}

/** Beside `src` and `dist`. */
const PACKAGE = join(import.meta.dirname, '..', '..');
const TEMPLATE = join(PACKAGE, 'templates', 'project');
/** npm leaves a file out of a package that has this name. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** Writes a new project that runs. Nothing that is there is overwritten. @throws InitError */
export function initProject(folder: string, options: InitOptions): InitReport {
  const target = resolve(folder);
  checkTarget(target, folder, options.force);
  const created: string[] = [];
  const kept: string[] = [];
  for (const file of filesIn(TEMPLATE)) {
    const name = RENAMED[file] ?? file;
    const text = readFileSync(join(TEMPLATE, file), 'utf8');
    (write(join(target, name), file === 'package.json' ? forProject(text, target, options) : text)
      ? created
      : kept
    ).push(name);
  }
  return { folder: target, created, kept };
}

function checkTarget(target: string, written: string, force: boolean): void {
  let entries: string[];
  try {
    entries = readdirSync(target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new InitError(
      code === 'ENOTDIR'
        ? `${written} is a file; name a folder that is not there yet`
        : `${written} cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  // A repository that was just made.
  if (force || entries.every((entry) => entry === '.git')) return;
  throw new InitError(
    `${written} is not empty: there is ${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ` and ${entries.length - 3} more` : ''}; name another folder, or give --force, which overwrites nothing`,
  );
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => lstatSync(join(folder, file)).isFile())
    .toSorted();

/** False where there is something already. */
function write(file: string, text: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new InitError(`${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

function forProject(text: string, target: string, options: InitOptions): string {
  const template = JSON.parse(text) as { dependencies: object };
  const name = basename(target)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
  const project = {
    ...template,
    name: name || 'project',
    dependencies: { ...template.dependencies, orchestrator: options.packageSpec ?? packageSpec(PACKAGE, target) },
  };
  return `${JSON.stringify(project, undefined, 2)}\n`;
}
