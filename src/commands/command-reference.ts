import type { Argument, Command, Option } from 'commander';

/** A page with every command and its options as the program has them, between its marks for these. */
export function withCommandReference(page: string, program: Command): string {
  return page.replace(
    /(<!-- commands -->\n)[^]*?(<!-- end of commands -->)/,
    (_, start, end) => `${String(start)}\n${leavesOf(program).map(section).join('\n\n')}\n\n${String(end)}`,
  );
}

/** Commands that do something, by the words that one writes for them. */
export function leavesOf(program: Command): Leaf[] {
  const below = (command: Command, words: readonly string[]): Leaf[] =>
    command.commands.length === 0
      ? [{ command, words }]
      : command.commands.flatMap((each) => below(each, [...words, each.name()]));
  return below(program, []);
}

export interface Leaf {
  readonly command: Command;
  readonly words: readonly string[];
}

function section({ command, words }: Leaf): string {
  const name = words.join(' ');
  const [alias] = command.aliases();
  const args = command.registeredArguments.map(sayArgument);
  return [
    `### ${name}`,
    `\`\`\`\norchestrator ${[name, ...args, '[options]'].join(' ')}\n\`\`\``,
    `${command.description()}${alias === undefined ? '' : ` Also \`orchestrator ${alias}\`.`}`,
    table(command),
  ].join('\n\n');
}

function table(command: Command): string {
  const help = command.createHelp();
  const args = command.registeredArguments
    .filter((argument) => argument.description !== '' || argument.argChoices)
    .map((argument) => row(`\`${sayArgument(argument)}\``, sayMeaning(argument), ''));
  const options = help
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((option) => row(`\`${option.flags}\``, sayMeaning(option), sayDefault(option)));
  return ['| | | default |', '| --- | --- | --- |', ...args, ...options].join('\n');
}

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const sayArgument = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? name : `[${name}]`;
};

function sayMeaning({ description, argChoices }: Option | Argument): string {
  const choices = argChoices ? [argChoices.map((choice) => `\`${choice}\``).join(', ')] : [];
  return [description, ...choices].filter((text) => text !== '').join(': ');
}

function sayDefault({ mandatory, negate, defaultValue, defaultValueDescription }: Option): string {
  if (mandatory) return '**required**';
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  // `--no-wait` is on by being left out.
  if (defaultValue === undefined || negate) return '';
  return `\`${typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue)}\``;
}
