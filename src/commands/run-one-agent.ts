import { resolve } from 'node:path';
import type { AgentCall, AgentHost } from '../activities/executor/agent-call.ts';
import { toAgentFailure } from '../activities/executor/agent-error.ts';
import { createProcessExecutor } from '../activities/executor/process-executor.ts';
import { executeMasked } from '../activities/secrets/execute-masked.ts';
import { resolveSecrets } from '../activities/secrets/resolve-secrets.ts';
import { createSecretMask, type SecretMask } from '../activities/secrets/secret-mask.ts';
import { openSecretStore } from '../activities/secrets/secret-store.ts';
import { didYouMean } from '../definition/did-you-mean.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import { loadDefinition } from '../definition/load.ts';
import { DefinitionError } from '../definition/problem.ts';
import { secretsIn } from '../definition/resolve.ts';
import { environment } from '../environment.ts';
import { formatLogLine, type LogLine } from '../serve/log.ts';
import { EXIT } from './exit-code.ts';
import { printInterrupted, printJson, UsageError } from './report-error.ts';

export interface AgentFlags {
  readonly json?: boolean;
  readonly configKey?: string;
  readonly file: string;
  readonly with: JsonObject;
  readonly root: string;
  readonly secretsFile?: string;
  readonly secretsCommand?: string;
}

/** `orchestrator agent run`: one attempt in a child process, as a worker would make it. Gives the exit code. */
export async function runOneAgent(module: string, className: string, flags: AgentFlags): Promise<number> {
  const executor = createProcessExecutor({ root: resolve(flags.root), env: environment });
  const abort = new AbortController();
  const onSignal = () => {
    if (abort.signal.aborted) {
      if (flags.json) printInterrupted();
      process.exit(EXIT.interrupted);
    }
    say('Asking the agent to end. Ctrl-C again leaves at once.');
    abort.abort(new Error('it was asked to end by a signal'));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const { config, mask } = await revealSection(flags);
    const call: AgentCall = { ...CALL, module, class: className, config, input: flags.with };
    const execute = (host: AgentHost) => executor.execute(call, host);
    const host = hostOf(abort.signal);
    printJson(JSON.parse(await (mask === undefined ? execute(host) : executeMasked(execute, host, mask))));
    return EXIT.success;
  } catch (error) {
    if (error instanceof DefinitionError || error instanceof UsageError) throw error;
    const { type, message, agentStack, retryable } = toAgentFailure(error);
    say(`${type}: ${message}${framesIn(agentStack)}`);
    if (flags.json) printJson({ error: { type, message, retryable } });
    if (abort.signal.aborted) return EXIT.cancelled;
    return WRONG_USE.includes(type) ? EXIT.usage : EXIT.failed;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await executor.close();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What is wrong with what was asked for, rather than with how it went. */
const WRONG_USE = ['agent-not-found', 'not-an-agent', 'bad-config', 'secret-not-found'];

const CALL = {
  attempt: 1,
  idempotencyKey: 'by-hand',
  workflowId: 'by-hand',
  phase: 'by-hand',
  agent: 'by-hand',
};

/** The section that the agent is given, with its secrets, and what hides these again. */
async function revealSection({
  configKey,
  file,
  secretsFile,
  secretsCommand,
}: AgentFlags): Promise<{ config: JsonObject; mask?: SecretMask }> {
  if (configKey === undefined) return { config: {} };
  const { definition, problems } = loadDefinition(file, { environment });
  if (definition === undefined) throw new DefinitionError(problems);
  if (!Object.hasOwn(definition.config, configKey)) {
    const meant = didYouMean(configKey, Object.keys(definition.config));
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    throw new UsageError(`no agent of ${file} has the config_key "${configKey}"${hint}`);
  }
  const section = definition.config[configKey]!;
  const store = await openSecretStore({ environment, file: secretsFile, command: secretsCommand });
  const secrets = await store.read(secretsIn(section));
  return { config: resolveSecrets(section, secrets), mask: createSecretMask(secrets.values()) };
}

/** The stack repeats the message first. */
function framesIn(stack: string): string {
  const start = stack.indexOf('\n    at ');
  return start === -1 ? '' : stack.slice(start);
}

function hostOf(signal: AbortSignal): AgentHost {
  const log = (level: LogLine['level'], message: string, fields: JsonObject = {}) =>
    say(formatLogLine({ level, time: new Date(), message, fields }));
  return {
    signal,
    stopping: new AbortController().signal,
    alive() {},
    progress: (fraction, text) => say(`${Math.round(fraction * 100)}%${text === undefined ? '' : ` ${text}`}`),
    checkpoint: (checkpoint: Json) => log('DEBUG', 'a checkpoint is kept', { checkpoint }),
    log: ({ level, message, fields }) => log(LEVELS[level], message, fields),
    measure: ({ kind, name, value, labels }) => log('DEBUG', `${kind} ${name}: ${value}`, labels),
  };
}

const LEVELS = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
