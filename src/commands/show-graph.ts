import { environment } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import { asDot } from '../graph/as-dot.ts';
import { asMermaid } from '../graph/as-mermaid.ts';
import { asSvg } from '../graph/as-svg.ts';
import { asText } from '../graph/as-text.ts';
import type { ShownGraph } from '../graph/shown-graph.ts';
import { Orchestrator } from '../orchestrator.ts';
import { EXIT } from './exit-code.ts';
import type { GraphFlags } from './graph.ts';
import { onRun } from './run-command.ts';
import { writeOutput } from './write-output.ts';

/** `orchestrator graph`: connects only where a run is asked for. */
export async function showGraph({ file, run, format, output, json, ...flags }: GraphFlags): Promise<number> {
  const document =
    run === undefined ? new Orchestrator({ configPath: file }).getDependencyGraph() : await graphOfRun(run, flags);
  const text = `${formatGraph(document, json ? 'json' : format, output === undefined)}\n`;
  if (output === undefined) process.stdout.write(text);
  else await writeOutput(output, text, { json });
  return EXIT.success;
}

function graphOfRun(
  run: string,
  flags: Pick<GraphFlags, 'taskQueue' | 'payloadStore' | 'encryptionKeys'>,
): Promise<ShownGraph> {
  return onRun(run, flags, async ({ client }, workflowId) => {
    const [{ runStatus }, { runInputOf }, { runGraph }] = await Promise.all([
      import('../runs/run-status.ts'),
      import('../runs/run-input-of.ts'),
      import('../graph/run-graph.ts'),
    ]);
    const [{ definition }, status] = await Promise.all([runInputOf(client, workflowId), runStatus(client, workflowId)]);
    return runGraph(definition, status);
  });
}

function formatGraph(graph: ShownGraph, format: GraphFlags['format'], toTerminal: boolean): string {
  switch (format) {
    case 'text':
      // A file has no colours, and takes every character.
      return asText(graph, toTerminal ? styleOf(process.stdout, environment) : { ...styleOf({}, {}), unicode: true });
    case 'mermaid':
      return asMermaid(graph);
    case 'dot':
      return asDot(graph);
    case 'svg':
      return asSvg(graph);
    case 'json':
      return JSON.stringify(graph, undefined, 2);
  }
}
