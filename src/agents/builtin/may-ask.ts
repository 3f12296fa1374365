import { HttpFailure } from './http-failure.ts';

/** Throws for a URL that an agent must not ask: another protocol, a password that would be logged, a host that is not listed. */
export function mayAsk(url: URL, hosts: readonly string[] | undefined): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`${url.protocol} is neither http: nor https:`);
  if (url.username !== '' || url.password !== '')
    throw refused(`the URL at ${url.host} has a user or a password in it; send them in the header "authorization"`);
  const name = url.hostname.replace(/\.$/, '');
  if (hosts !== undefined && !hosts.some((host) => isMeant(host.toLowerCase(), name)))
    throw refused(`${name} is not one of allow_hosts`);
}

function isMeant(pattern: string, name: string): boolean {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern;
}

function refused(message: string): HttpFailure {
  return new HttpFailure('HttpRefused', message, { retryable: false });
}
