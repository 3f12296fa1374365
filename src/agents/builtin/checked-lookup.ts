import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { HttpFailure } from './http-failure.ts';
import { isPublicAddress } from './public-address.ts';

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/**
 * Finds a host's addresses, and refuses the host if one of them is not public. A connection is made to what it gives and to nothing
 * else, so a name that stands for another address a moment later gains nothing.
 */
export function checkedLookup(resolve: Resolve = resolveHost): LookupFunction {
  return (host, options, done) => {
    const find = async () => {
      const addresses = [...(await resolve(host))];
      for (const { address } of addresses) checkAddress(address, host);
      return addresses;
    };
    find().then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true || first === undefined) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };
}

/** A URL may name an address itself, which is then not looked up. */
export function checkLiteral({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) checkAddress(host, host);
}

function checkAddress(address: string, host: string): void {
  if (isPublicAddress(address)) return;
  const where = address === host ? `${host} is` : `${host} is at ${address},`;
  const message = `${where} not a public address. allow_private: true lets the agent reach those too`;
  throw new HttpFailure('HttpRefused', message, { retryable: false });
}

const resolveAll = promisify(lookup);
const resolveHost: Resolve = (host) => resolveAll(host, { all: true });
