import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { command } from './options.ts';

export function schema(_setExitCode: SetExitCode): Command {
  return command('schema', 'Print the JSON Schema of workflow definitions, for editors.')
    .option('-o, --output <path>', 'write it to this file instead')
    .addHelpText('after', USE)
    .action(async ({ output, json }: { output?: string; json?: boolean }) => {
      const [{ workflowJsonSchema }, { writeOutput }] = await Promise.all([
        import('../editor/workflow-json-schema.ts'),
        import('./write-output.ts'),
      ]);
      const document = `${JSON.stringify(workflowJsonSchema(), undefined, 2)}\n`;
      if (output === undefined) process.stdout.write(document);
      else await writeOutput(output, document, { json });
    });
}

const USE = `
An editor with a YAML language server completes, explains and checks a file that begins with this line, where the path is
relative to the file:

  # yaml-language-server: $schema=../node_modules/orchestrator/dist/workflow.schema.json
`;
