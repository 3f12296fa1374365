import type { AgentHost } from '../executor/agent-call.ts';
import { toAgentFailure } from '../executor/agent-error.ts';
import type { SecretMask } from './secret-mask.ts';

/** Runs an attempt so that what leaves it, by its end or before, has its secrets masked. */
export async function executeMasked(
  execute: (host: AgentHost) => Promise<string>,
  host: AgentHost,
  mask: SecretMask,
): Promise<string> {
  try {
    return mask.json(await execute(maskedHost(host, mask)));
  } catch (error) {
    throw mask.failure(toAgentFailure(error));
  }
}

function maskedHost(host: AgentHost, mask: SecretMask): AgentHost {
  return {
    signal: host.signal,
    stopping: host.stopping,
    ...(host.silence === undefined ? {} : { silence: host.silence }),
    alive: () => host.alive(),
    progress: (fraction, text) => host.progress(fraction, text === undefined ? undefined : mask.text(text)),
    checkpoint: (value) => host.checkpoint(mask.value(value)),
    measure: (measurement) =>
      host.measure({
        ...measurement,
        name: mask.text(measurement.name),
        labels: mapValues(measurement.labels, (label) => mask.text(label)),
      }),
    log: ({ message, fields, ...line }) =>
      host.log({
        ...line,
        message: mask.text(message),
        ...(fields === undefined ? {} : { fields: mask.fields(fields) }),
      }),
  };
}

function mapValues(labels: Readonly<Record<string, string>>, map: (label: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, map(label)]));
}
