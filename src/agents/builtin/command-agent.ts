import { z } from 'zod';
import { childEnvironment } from '../../activities/executor/child-environment.ts';
import { Agent, type AgentContext } from '../../agent.ts';
import type { Json, JsonObject } from '../../definition/json.ts';
import { environment } from '../../environment.ts';
import { folderInside } from './folder-inside.ts';
import { configSchemaOf, readSettings } from './read-settings.ts';
import { runCommand } from './run-command.ts';

const argument = z.string().refine((text) => !text.includes('\0'), 'it must not contain a null character');
const exitCodes = z.array(z.int().min(0).max(255));

const settings = {
  argv: z
    .tuple([argument.min(1, 'the program has no name')], argument)
    .optional()
    .meta({
      description: 'The program and its arguments. No shell is involved: no argument is ever read as anything else.',
      examples: [['wc', '-l']],
    }),
  shell: argument
    .min(1, 'it is empty')
    .optional()
    .meta({
      description: 'In place of `argv`: a text for `/bin/sh -c`. Never put a value of an expression into it.',
      examples: ['sort | uniq -c'],
    }),
  stdin: z
    .json()
    .optional()
    .meta({
      description:
        'What the program reads: a text as it is, anything else as JSON. Without it, what `with` has beside these settings, as JSON.',
      examples: ['one line\n'],
    }),
  output: z
    .enum(['auto', 'json', 'text', 'lines', 'none'])
    .default('auto')
    .meta({
      description:
        'What becomes of stdout: `json` must be JSON, `auto` is JSON if it can be read as such and else text, `lines` a list; `none` sends it to the log.',
      examples: ['lines'],
    }),
  cwd: z
    .string()
    .min(1)
    .default('.')
    .meta({
      description: 'The folder it runs in, inside the folder that agents run in.',
      examples: ['tools'],
    }),
  env: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a name of a variable'),
      z.union([argument, z.number(), z.boolean()]),
    )
    .default({})
    .meta({
      description: "Variables beside the few that every agent sees of the worker's environment.",
      examples: [{ LOG_LEVEL: 'warn' }],
    }),
  ok_codes: exitCodes
    .min(1)
    .default([0])
    .meta({
      description: 'Exit codes that are a success.',
      examples: [[0, 1]],
    }),
  non_retryable_codes: exitCodes.default([]).meta({
    description: 'Exit codes that no further attempt can mend.',
    examples: [[2]],
  }),
  max_bytes: z
    .int()
    .min(1)
    .default(1_000_000)
    .meta({
      description: 'Of stdout. A program that writes more is ended, and fails.',
      examples: [200_000],
    }),
};

export const commandSettings = z.strictObject(settings).superRefine(({ argv, shell }, context) => {
  if ((argv === undefined) === (shell === undefined))
    context.addIssue({ code: 'custom', path: [argv ? 'shell' : 'argv'], message: 'write either argv or shell' });
});

/** Runs a program: JSON in on stdin, JSON out on stdout. */
export class CommandAgent extends Agent<JsonObject, Json> {
  static readonly configSchema = configSchemaOf(settings);

  async run(context: AgentContext): Promise<Json> {
    const { given, rest } = split(context.input, context.config['stdin'] !== undefined);
    const { argv, shell, stdin, env, cwd, ...how } = readSettings(
      commandSettings,
      { config: context.config, input: given },
      { agent: 'CommandAgent', mappings: ['env'] },
    );
    const command = argv ?? (['/bin/sh', '-c', shell!] as const);
    return await runCommand(
      {
        name: argv?.[0] ?? 'the shell command',
        command,
        cwd: await folderInside(process.cwd(), cwd),
        // Anew, since in the worker's own process there is all of the worker's environment.
        env: { ...childEnvironment(environment), ...mapValues(env, String) },
        stdin: typeof stdin === 'string' ? stdin : JSON.stringify(stdin ?? rest),
      },
      how,
      context,
    );
  }
}

/** What of `with` are settings, and what is for the program. With a `stdin` there is nothing that the rest could be for. */
function split(input: JsonObject, hasStdin: boolean): { given: JsonObject; rest: JsonObject } {
  if (hasStdin || (input['stdin'] ?? null) !== null) return { given: input, rest: {} };
  const isSetting = ([key]: [string, Json]) => Object.hasOwn(settings, key);
  const entries = Object.entries(input);
  return {
    given: Object.fromEntries(entries.filter(isSetting)),
    rest: Object.fromEntries(entries.filter((entry) => !isSetting(entry))),
  };
}

function mapValues<T>(mapping: Readonly<Record<string, T>>, map: (value: T) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, map(value)]));
}
