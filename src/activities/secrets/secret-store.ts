import { hostname } from 'node:os';
import { AgentFailure } from '../executor/agent-failure.ts';
import { readSecretsFile } from './secrets-file.ts';
import { createSecretsCommand } from './secrets-command.ts';

export interface SecretSources {
  /** The worker's environment, asked first. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file?: string | undefined;
  /** A program and its arguments as one text; the secret's name is added as the last one. */
  readonly command?: string | undefined;
}

export interface SecretStore {
  /** The values of these secrets. Rejects with an `AgentFailure` that names the first that is nowhere; a value is in no message. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/**
 * Where a worker finds secrets: its environment, then a file, then a command. An empty value counts as none, since that is what
 * deployments make of a secret that was not set. Rejects if the file cannot be used, so that a worker does not start with it.
 */
export async function openSecretStore({ environment, file, command }: SecretSources): Promise<SecretStore> {
  if (file !== undefined) await readSecretsFile(file);
  const ask = command === undefined ? undefined : createSecretsCommand(command, environment);

  const sources: readonly ((name: string) => Promise<Found>)[] = [
    async (name) => fromEnvironment(environment, name),
    async (name) => {
      if (file === undefined) return { where: 'a secrets file (the worker was started without --secrets-file)' };
      // Read each time: a secret that was replaced is used by the next attempt.
      const secrets = await readSecretsFile(file).catch(unavailable);
      return { value: secrets.get(name), where: `the file ${file}` };
    },
    async (name) => {
      if (ask === undefined) return { where: 'a secrets command (the worker was started without --secrets-command)' };
      return ask(name).catch(unavailable);
    },
  ];
  const find = async (name: string): Promise<[string, string]> => {
    const looked: string[] = [];
    for (const source of sources) {
      const { value, where } = await source(name);
      if (value !== undefined && value !== '') return [name, value];
      looked.push(where);
    }
    const message = `the secret ${name} is nowhere on the worker's host ${hostname()}: not in ${looked.join(', not in ')}`;
    throw new AgentFailure('secret-not-found', message, { retryable: false });
  };
  return { read: async (names) => new Map(await Promise.all(names.map(find))) };
}

/** A source's answer: the value, if it has one, and the source in words. */
export interface Found {
  readonly value?: string | undefined;
  readonly where: string;
}

function fromEnvironment(environment: SecretSources['environment'], name: string): Found {
  // How the worker reaches Temporal is no business of an agent's, whatever a definition asks for.
  if (name.startsWith('TEMPORAL_')) return { where: "the worker's environment (TEMPORAL_* is never taken from there)" };
  return {
    value: Object.hasOwn(environment, name) ? environment[name] : undefined,
    where: "the worker's environment",
  };
}

/** A source that does not answer now may answer the next attempt. */
function unavailable(error: unknown): never {
  throw new AgentFailure('secret-unavailable', error instanceof Error ? error.message : String(error));
}
