import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Not worth another attempt: workflow.yaml names it under `non_retryable`. */
export class MissingFile extends Error {
  override readonly name = 'MissingFile';
}

/** The text of a raw file that comes from outside the pipeline. */
export function readSource(path: string): Promise<string> {
  return readText(
    path,
    'The data of the example comes with `npm install` (the package vega-datasets). For data of your own, change the path in config/agents.yaml.',
  );
}

/** What an earlier agent wrote, checked against the schema that this agent's file exports. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const content = schema.safeParse(JSON.parse(await readResult(path)));
  if (content.success) return content.data;
  throw new Error(`${path} does not hold what is expected of it:\n${z.prettifyError(content.error)}`);
}

/** The text that an earlier agent wrote. */
export function readResult(path: string): Promise<string> {
  return readText(path, 'An earlier agent writes it: has it run, and does it use the same path in config/agents.yaml?');
}

export function writeJson(path: string, content: unknown): Promise<void> {
  return writeText(path, `${JSON.stringify(content)}\n`);
}

/**
 * Agents run at least once: two attempts may write the same file, and one may be stopped half way.
 * A rename is all or nothing, so a reader never finds half a file.
 */
export async function writeText(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function readText(path: string, remedy: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new MissingFile(`There is no file ${path} in ${process.cwd()}. ${remedy}`, { cause: error });
  }
}
