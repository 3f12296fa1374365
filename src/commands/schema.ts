import type { Command } from 'commander';
import { EXIT } from './exit-code.ts';
import type { SetExitCode } from './program.ts';
import { command } from './options.ts';

export function schema(setExitCode: SetExitCode): Command {
  return command('schema', 'Print the JSON Schema of workflow definitions, for editors.')
    .option('-o, --output <path>', 'write it to this file instead')
    .addHelpText('after', USE)
    .action(async ({ output }: { output?: string }) => {
      const [{ workflowJsonSchema }, { writeFile }] = await Promise.all([
        import('../editor/workflow-json-schema.ts'),
        import('node:fs/promises'),
      ]);
      const document = `${JSON.stringify(workflowJsonSchema(), undefined, 2)}\n`;
      if (output === undefined) {
        process.stdout.write(document);
        return;
      }
      try {
        await writeFile(output, document);
      } catch (error) {
        process.stderr.write(`orchestrator: ${output} cannot be written: ${(error as Error).message}\n`);
        setExitCode(EXIT.usage);
      }
    });
}

const USE = `
An editor with a YAML language server completes, explains and checks a file that begins with this line, where the path is
relative to the file:

  # yaml-language-server: $schema=../node_modules/orchestrator/dist/workflow.schema.json
`;
