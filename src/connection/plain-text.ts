import { isIP } from 'node:net';
import { ConnectionError } from './connection-error.ts';
import { isLocal, type Target } from './target.ts';

/** An API key is never sent in the clear: whoever reads it has all that it opens. */
export function refuseOpenKey(target: Target): void {
  const { address, options } = target;
  if (options.apiKey === undefined || options.tls !== false || isLocal(target)) return;
  throw new ConnectionError(
    `Temporal at ${address} would be sent the API key in the clear: TLS is off\n` +
      '  Leave TEMPORAL_TLS unset, or set it to true; or unset TEMPORAL_API_KEY.',
    { lasting: true },
  );
}

/**
 * What is to be said of a connection without TLS. Inside of a cluster, a compose project or a private network it is how Temporal
 * is usually reached, and says nothing new; to a public address it is rarely what was meant.
 */
export function plainTextWarning(target: Target): string | undefined {
  const { address, options } = target;
  if (options.tls || isPrivate(address)) return undefined;
  return `the connection to Temporal at ${address} is not encrypted: set TEMPORAL_TLS=true if that server speaks TLS`;
}

function isPrivate(address: string): boolean {
  const host = address
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  if (isIP(host) === 4)
    return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      host,
    );
  if (isIP(host) === 6) return host === '::1' || /^f([cd]|e[89ab])/.test(host);
  return !host.includes('.') || /\.(svc|local|internal|localhost|lan|home\.arpa)$|\.svc\./.test(host);
}
