import { Option, type Command } from 'commander';
import type { DependencyGraph } from '../definition/graph.ts';
import type { SetExitCode } from './main.ts';
import { command, fileOption } from './options.ts';

export function graph(_setExitCode: SetExitCode): Command {
  return command('graph', 'Show the dependency graph of a workflow definition.')
    .addOption(fileOption())
    .addOption(
      new Option('--format <format>', 'how to show it').choices(['text', 'mermaid', 'dot', 'json']).default('text'),
    )
    .action(async ({ file, format, json }: { file: string; format: keyof typeof FORMATS; json?: boolean }) => {
      const { Orchestrator } = await import('../orchestrator.ts');
      const document = new Orchestrator({ configPath: file }).getDependencyGraph();
      process.stdout.write(`${FORMATS[json ? 'json' : format](document)}\n`);
    });
}

const FORMATS = {
  json: (document: DependencyGraph) => JSON.stringify(document, undefined, 2),

  text({ nodes, edges, levels }: DependencyGraph) {
    const byName = new Map(nodes.map((node) => [node.name, node]));
    return levels
      .flatMap((names) =>
        names.map((name) => {
          const { agents, parallel } = byName.get(name)!;
          const after = edges.filter((edge) => edge.to === name).map((edge) => edge.from);
          return [
            `${name}${after.length > 0 ? `  after ${after.join(', ')}` : ''}`,
            ...agents.map((agent, index) => `  ${parallel ? '|' : `${index + 1}.`} ${agent}`),
          ].join('\n');
        }),
      )
      .join('\n');
  },

  mermaid({ nodes, edges }: DependencyGraph) {
    const id = new Map(nodes.map(({ name }, index) => [name, `p${index}`]));
    return [
      'flowchart LR',
      ...nodes.map(
        ({ name, agents }) =>
          `  ${id.get(name)}["${name}<br/>${agents.length} ${agents.length === 1 ? 'agent' : 'agents'}"]`,
      ),
      ...edges.map(({ from, to }) => `  ${id.get(from)} --> ${id.get(to)}`),
    ].join('\n');
  },

  dot({ nodes, edges }: DependencyGraph) {
    return [
      'digraph {',
      '  rankdir=LR;',
      ...nodes.map(({ name }) => `  "${name}" [shape=box];`),
      ...edges.map(({ from, to }) => `  "${from}" -> "${to}";`),
      '}',
    ].join('\n');
  },
};
