import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Agent, type AgentContext } from 'orchestrator/agent';
import type { MeasuredFile } from './file-sizes-agent.ts';

interface Config {
  readonly file: string;
}

interface Input {
  readonly files: readonly MeasuredFile[];
  readonly top: number;
}

/** Writes the largest files into a page. */
export class ReportAgent extends Agent<Config, { file: string; largest: string | null }, Input> {
  async run({ config, input, log }: AgentContext<Config, Input>) {
    const files = input.files.toSorted((a, b) => b.bytes - a.bytes).slice(0, input.top);
    const rows = files.map(({ path, bytes }) => `| ${path} | ${bytes} |\n`);
    await mkdir(dirname(config.file), { recursive: true });
    await writeFile(config.file, `| file | bytes |\n| --- | --- |\n${rows.join('')}`);
    log.info(`wrote ${config.file}`);
    return { file: config.file, largest: files[0]?.path ?? null };
  }
}
