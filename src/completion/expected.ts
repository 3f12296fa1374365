import type { Argument, Command, Option } from 'commander';

/** What may stand in place of a word that is being written. */
export type Expected =
  | { readonly kind: 'words'; readonly words: readonly Candidate[] }
  | { readonly kind: 'files' | 'folders' }
  | { readonly kind: 'runs' | 'schedules'; readonly taskQueue: string | undefined }
  | { readonly kind: 'phases'; readonly file: string | undefined }
  | { readonly kind: 'nothing' };

export interface Candidate {
  readonly text: string;
  readonly description: string;
}

/** The words are those behind the program's name; the last one is being written, and may be empty. */
export function expectedIn(
  program: Command,
  words: readonly string[],
): Expected & { readonly word: string; readonly before: string } {
  const { command, positionals, values, pending } = readWords(program, words.slice(0, -1));
  const word = words.at(-1) ?? '';
  const of = (value: Option | Argument) => expectedValue(value, values);
  if (pending) return { ...of(pending), word, before: '' };
  const [, name, value] = /^(--[\w-]+)=(.*)$/.exec(word) ?? [];
  if (name !== undefined && value !== undefined) {
    const option = command.options.find(({ long }) => long === name);
    return { ...(option ? of(option) : NOTHING), word: value, before: `${name}=` };
  }
  if (word.startsWith('-')) return { kind: 'words', words: optionsOf(command), word, before: '' };
  const subcommands = visibleCommands(command);
  if (positionals === 0 && subcommands.length > 0) return { kind: 'words', words: subcommands, word, before: '' };
  const { registeredArguments: all } = command;
  const argument = all[positionals] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  return { ...(argument ? of(argument) : NOTHING), word, before: '' };
}

interface Read {
  readonly command: Command;
  readonly positionals: number;
  /** Of options that were given, by their long names. */
  readonly values: ReadonlyMap<string, string>;
  /** The option whose value comes next. */
  readonly pending: Option | undefined;
}

function readWords(program: Command, words: readonly string[]): Read {
  let command = program;
  let positionals = 0;
  let pending: Option | undefined;
  const values = new Map<string, string>();
  for (const word of words) {
    if (pending) {
      values.set(pending.long ?? '', word);
      pending = undefined;
      continue;
    }
    const [, name = word, value] = /^(--[\w-]+)=(.*)$/.exec(word) ?? [];
    if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === name || short === name);
      if (value !== undefined) values.set(name, value);
      else if (option?.required) pending = option;
      continue;
    }
    const sub = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (sub && positionals === 0) command = sub;
    else positionals += 1;
  }
  return { command, positionals, values, pending };
}

function expectedValue(value: Option | Argument, given: ReadonlyMap<string, string>): Expected {
  if (value.argChoices) return { kind: 'words', words: value.argChoices.map((text) => ({ text, description: '' })) };
  const name = 'flags' in value ? /[<[](\w+)/.exec(value.flags)?.[1] : value.name();
  const taskQueue = given.get('--task-queue');
  switch ('long' in value && value.long ? `${value.long} ${name}` : name?.toLowerCase()) {
    case '--phase name':
    case '--from phase':
    case '--only phase':
    case 'phase':
      return { kind: 'phases', file: given.get('--file') };
    case '--schedule id':
    case 'schedule':
      return { kind: 'schedules', taskQueue };
    default:
      if (name?.toLowerCase() === 'run') return { kind: 'runs', taskQueue };
      if (name === 'path') return { kind: 'files' };
      return name === 'folder' || name?.toLowerCase() === 'dir' ? { kind: 'folders' } : NOTHING;
  }
}

const NOTHING: Expected = { kind: 'nothing' };

const visibleCommands = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ text: each.name(), description: firstSentence(each.description()) }));

const optionsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long ? [{ text: long, description: firstSentence(description) }] : []));

const firstSentence = (text: string): string => text.split(/(?<=\.) |: |\n/)[0]!.replace(/\.$/, '');
