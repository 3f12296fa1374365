import { Option, type Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { command, encryptionKeysOption, fileOption, payloadStoreOption, taskQueueOption } from './options.ts';

export const graphFormats = ['text', 'mermaid', 'dot', 'svg', 'json'] as const;

export interface GraphFlags {
  readonly file: string;
  readonly run?: string;
  readonly format: (typeof graphFormats)[number];
  readonly output?: string;
  readonly json?: boolean;
  readonly taskQueue: string;
  readonly payloadStore?: string;
  readonly encryptionKeys?: string;
}

export function graph(setExitCode: SetExitCode): Command {
  return command('graph', 'Show the dependency graph of a workflow definition, or of a run with its states and times.')
    .addOption(fileOption())
    .option('--run <RUN>', 'of this run, by its own definition: a Workflow ID, or @last')
    .addOption(new Option('--format <format>', 'how to show it').choices([...graphFormats]).default('text'))
    .option('-o, --output <path>', 'write it to this file instead')
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addHelpText('after', EXAMPLES)
    .action(async (flags: GraphFlags) => {
      const { showGraph } = await import('./show-graph.ts');
      setExitCode(await showGraph(flags));
    });
}

const EXAMPLES = `
Examples:
  orchestrator graph --format svg -o graph.svg
  orchestrator graph --run @last
`;
