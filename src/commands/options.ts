import { isIP } from 'node:net';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_FILE, DEFAULT_LOG_RETENTION, DEFAULT_TASK_QUEUE } from '../defaults.ts';
import { parseDuration } from '../definition/duration.ts';
import { versioningBehaviors } from '../deployments/worker-version.ts';
import { formatStoreAddress, parseStoreAddress } from '../storage/store-address.ts';

/** A command with what every command has. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print one JSON document on stdout, and nothing else there')
    .showHelpAfterError('(--help shows how it is used)');
}

export const fileOption = () => new Option('-f, --file <path>', 'the workflow definition').default(DEFAULT_FILE);
export const taskQueueOption = () =>
  new Option('--task-queue <name>', 'where workers take up runs').default(DEFAULT_TASK_QUEUE);
export const rootOption = (what = 'the folder in which agents are found') =>
  new Option('--root <folder>', what).default(process.cwd(), 'the current folder');
export const maxAgentsOption = () =>
  new Option('--max-agents <n>', 'agents at work in this worker at the same time').argParser(wholeNumber(1));
export const agentMemoryOption = () =>
  new Option(
    '--agent-memory <mib>',
    'JavaScript heap that an agent in a process or a thread may fill; all of its memory may be twice that',
  )
    .argParser(wholeNumber(16, 1_000_000))
    .default(undefined, '512');
export const maxCachedRunsOption = () =>
  new Option(
    '--max-cached-runs <n>',
    'runs kept in memory between their steps; others are read from their history again',
  )
    .argParser(wholeNumber(0, 1_000_000))
    .default(undefined, 'what fits into the heap');
export const pythonOption = () =>
  new Option('--python', 'also start a worker for agents with `runtime: python`, in an environment of its own');
export const pythonBinOption = () =>
  new Option(
    '--python-bin <path>',
    'the Python interpreter with the packages that agents with `runtime: python` import',
  );
export const metricsPortOption = () =>
  new Option(
    '--metrics-port <port>',
    'serve Prometheus metrics on this port of the loopback interface, under /metrics',
  ).argParser(wholeNumber(1, 65_535));
export const healthPortOption = () =>
  new Option(
    '--health-port <port>',
    'serve /healthz (the process lives) and /readyz (it takes up agents) on this port of the loopback interface',
  ).argParser(wholeNumber(1, 65_535));
export const bindOption = () =>
  new Option(
    '--bind <address>',
    'serve metrics and health on this address instead, such as 0.0.0.0 in a container: whoever reaches it can read them',
  )
    .default('127.0.0.1')
    .argParser(ipAddress);

function ipAddress(written: string): string {
  if (isIP(written) !== 0) return written;
  throw new InvalidArgumentError('It must be an IP address, such as 127.0.0.1 or 0.0.0.0.');
}

export const deploymentOption = (what: string) =>
  new Option('--deployment <name>', `${what}. Default: $TEMPORAL_DEPLOYMENT_NAME`);
export const buildIdOption = (what: string) =>
  new Option('--build-id <id>', `${what}. Default: $TEMPORAL_WORKER_BUILD_ID`);
export const versioningBehaviorOption = () =>
  new Option(
    '--versioning-behavior <how>',
    'with --deployment: whether runs go over to the version that is current, or stay with this one to their end. ' +
      'Default: $ORCHESTRATOR_VERSIONING_BEHAVIOR; else auto-upgrade',
  ).choices(versioningBehaviors);

export const otlpOption = () =>
  new Option(
    '--otlp <url>',
    'send OpenTelemetry traces to this collector by OTLP over HTTP, such as http://localhost:4318. ' +
      'Default: $OTEL_EXPORTER_OTLP_ENDPOINT; else there are no traces',
  ).argParser(httpUrl);

function httpUrl(written: string): string {
  if (/^https?:/.test(written) && URL.canParse(written)) return written;
  throw new InvalidArgumentError('It must be a URL, such as http://localhost:4318.');
}

export const logFormatOption = () =>
  new Option('--log-format <format>', 'lines of text, or of JSON for what collects logs')
    .choices(['text', 'json'])
    .default('text');

export const logRetentionOption = () =>
  new Option('--log-retention <days>', 'how long what agents log is kept after a run has logged something')
    .argParser(wholeNumber(1, 36_500))
    .default(DEFAULT_LOG_RETENTION);

export const payloadStoreOption = () =>
  new Option(
    '--payload-store <store>',
    'where payloads over 256 KiB are kept: file:FOLDER, s3://BUCKET/PREFIX or none. The same for every client and worker. ' +
      'Default: $ORCHESTRATOR_PAYLOAD_STORE; else a folder of the project, if Temporal runs on this machine',
  ).argParser(storeArgument);

function storeArgument(written: string): string {
  try {
    return formatStoreAddress(parseStoreAddress(written));
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

export const encryptionKeysOption = () =>
  new Option(
    '--encryption-keys <file>',
    'encrypt payloads: a private file of keys, ID=base64 a line, the first of which encrypts. The same for every client and ' +
      'worker. Default: the keys in $ORCHESTRATOR_ENCRYPTION_KEYS',
  );
export const allowPlainPayloadsOption = () =>
  new Option(
    '--allow-plain-payloads',
    'with keys: also take payloads that are not encrypted, while runs from before the keys are under way',
  );

export const secretsFileOption = () =>
  new Option(
    '--secrets-file <path>',
    'where to look for secrets that are not in the environment: a private file of NAME=value lines, or YAML',
  );
export const secretsCommandOption = () =>
  new Option(
    '--secrets-command <command>',
    'and then: a program that is given the name as its last argument, and prints the secret',
  );

export const wholeNumber =
  (minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  (written: string): number => {
    const value = Number(written);
    if (/^\d+$/.test(written) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(
      `It must be a whole number from ${minimum}${maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`}.`,
    );
  };

/** Milliseconds. */
export function durationArgument(written: string): number {
  const milliseconds = parseDuration(written);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError('Write 500ms, 30s, 5m, 1h30m, or a number of seconds.');
}

export const progressOption = () =>
  new Option('--progress <how>', 'how to show a run that is followed')
    .choices(['auto', 'tty', 'plain', 'json', 'quiet'])
    .default('auto');

export const noWaitOption = () =>
  new Option('--no-wait', 'end with exit code 5 as soon as the run waits only for an approval');
