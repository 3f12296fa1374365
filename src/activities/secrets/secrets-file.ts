import { open } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { parse as parseYaml } from 'yaml';

/** Names and values from a file that nobody but its owner can read: lines of `NAME=value`, or YAML where its name says so. */
export async function readSecretsFile(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readPrivate(file);
  return new Map(/\.ya?ml$/.test(file) ? yamlSecrets(file, text) : Object.entries(parseDotenv(text)));
}

async function readPrivate(file: string): Promise<string> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new SecretsFileError(file, `cannot be read (${error.code ?? 'unknown error'})`);
  });
  try {
    // Of the opened file, so that it is the one that is read.
    const { mode } = await handle.stat();
    if ((mode & OTHERS) !== 0 && process.platform !== 'win32') {
      const written = (mode & 0o777).toString(8);
      throw new SecretsFileError(
        file,
        `may be used by others (mode ${written}): run \`chmod 600 ${path.basename(file)}\``,
      );
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

const OTHERS = 0o077;

/** Never holds a line of the file: what is wrong with it may be a secret. */
export class SecretsFileError extends Error {
  override readonly name = 'SecretsFileError';

  constructor(file: string, problem: string) {
    super(`the secrets file ${file} ${problem}`);
  }
}

function yamlSecrets(file: string, text: string): [string, string][] {
  const parsed = parsedYaml(file, text);
  if (parsed === null || parsed === undefined) return [];
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new SecretsFileError(file, 'must be a mapping from names to values');
  }
  return Object.entries(parsed).map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    // `0123` is the number 83 in YAML: a secret must not be another one than was written.
    throw new SecretsFileError(file, `has a value that is no text, for ${name}: write it in quotes`);
  });
}

function parsedYaml(file: string, text: string): unknown {
  try {
    return parseYaml(text, { logLevel: 'error' }) as unknown;
  } catch (error) {
    const { linePos } = error as { linePos?: readonly [{ line: number }] };
    throw new SecretsFileError(file, `is not YAML${linePos === undefined ? '' : `: see its line ${linePos[0].line}`}`);
  }
}
