import { writeFile } from 'node:fs/promises';
import { printJson, UsageError } from './report-error.ts';

/** Writes what a command was asked to write to a file; `--json` says which. @throws UsageError */
export async function writeOutput(
  path: string,
  text: string,
  { json }: { readonly json?: boolean | undefined },
): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
  if (json) printJson({ file: path, bytes: Buffer.byteLength(text) });
}
