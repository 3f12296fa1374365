import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, type AgentContext } from 'orchestrator/agent';

interface Config {
  readonly ignore: readonly string[];
}

interface Input {
  readonly folder: string;
}

export interface MeasuredFile {
  readonly path: string;
  readonly bytes: number;
}

/** Every file in a folder, with its size. */
export class FileSizesAgent extends Agent<Config, { files: MeasuredFile[] }, Input> {
  async run({ config, input, signal, progress }: AgentContext<Config, Input>) {
    const files: MeasuredFile[] = [];
    const folders = [input.folder];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      signal.throwIfAborted(); // the run is being cancelled
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (config.ignore.includes(entry.name)) continue;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile()) files.push({ path, bytes: (await stat(path)).size });
      }
      progress(1 / (1 + folders.length), `${files.length} files`);
    }
    return { files };
  }
}
