import { writeFile } from 'node:fs/promises';
import { EXIT } from './exit-code.ts';

/** Writes what a command was asked to write to a file. Gives the exit code. */
export async function writeOutput(path: string, text: string): Promise<number> {
  try {
    await writeFile(path, text);
    return EXIT.success;
  } catch (error) {
    process.stderr.write(`orchestrator: ${path} cannot be written: ${(error as Error).message}\n`);
    return EXIT.usage;
  }
}
