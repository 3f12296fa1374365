import { Command, InvalidArgumentError } from 'commander';
import type { JsonObject } from '../definition/json.ts';
import type { SetExitCode } from './set-exit-code.ts';
import { command, fileOption, rootOption, secretsCommandOption, secretsFileOption } from './options.ts';
import type { AgentFlags } from './run-one-agent.ts';

export function agent(setExitCode: SetExitCode): Command {
  const run = command('run', 'Run one agent once, here and without Temporal, and print its output.')
    .argument('<MODULE>', 'as in a workflow definition: src.agents.data_collection.airports, builtin.command')
    .argument('<CLASS>', 'the class in it')
    .option('--config-key <key>', 'the section of the configuration that it is given')
    .addOption(fileOption())
    .option('--with <json>', 'its input, as a JSON object', inputArgument, {})
    .addOption(rootOption())
    .addOption(secretsFileOption())
    .addOption(secretsCommandOption())
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(async (module: string, className: string, flags: AgentFlags) => {
      const { runOneAgent } = await import('./run-one-agent.ts');
      setExitCode(await runOneAgent(module, className, flags));
    });
  return new Command('agent').description('Run an agent by hand.').addCommand(run);
}

function inputArgument(written: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new InvalidArgumentError('It must be a JSON object, such as {"road": "A1"}.');
}

const EXAMPLES = `
Its progress and its log go to stderr. Ctrl-C asks it to end, twice leaves at once.

Examples:
  orchestrator agent run builtin.command CommandAgent --with '{"argv": ["wc", "-c"], "stdin": "hello"}'
  orchestrator agent run src.agents.refresh RefreshAgent --config-key refresh -f config/workflow.yaml
`;
