import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { checkedLookup, type Resolve } from '../../../src/agents/builtin/checked-lookup.ts';
import { exchange } from '../../../src/agents/builtin/http-exchange.ts';

const PUBLIC = { address: '1.1.1.1', family: 4 };
const PRIVATE = { address: '10.0.0.1', family: 4 };
const LOOPBACK = { address: '127.0.0.1', family: 4 };

/** Gives each answer once, as the name server of an attacker does, and counts. */
function resolveTo(...answers: LookupAddress[][]) {
  const asked: string[] = [];
  const resolve: Resolve = async (host) => {
    asked.push(host);
    return answers[asked.length - 1]!;
  };
  return { asked, resolve };
}

const find = (resolve: Resolve, all: boolean) =>
  new Promise((done, fail) =>
    checkedLookup(resolve)('example.org', { all }, (error, address, family) =>
      error ? fail(error) : done(all ? address : { address, family }),
    ),
  );

test('gives the addresses that were checked, and asks once for them', async () => {
  const { asked, resolve } = resolveTo([PUBLIC], [PUBLIC]);
  expect(await find(resolve, true)).toEqual([PUBLIC]);
  expect(await find(resolve, false)).toEqual(PUBLIC);
  expect(asked).toEqual(['example.org', 'example.org']);
});

test('a host that has one private address among public ones is refused', async () => {
  await expect(find(resolveTo([PUBLIC, PRIVATE]).resolve, true)).rejects.toMatchObject({
    name: 'HttpRefused',
    retryable: false,
    message: 'example.org is at 10.0.0.1, not a public address. allow_private: true lets the agent reach those too',
  });
});

test('a name that stands for this machine when it is asked again is refused before anything is sent', async () => {
  let requests = 0;
  const server = createServer(() => requests++).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { resolve } = resolveTo([PUBLIC], [LOOPBACK]);
  await find(resolve, true);
  const url = new URL(`http://rebinding.example:${(server.address() as AddressInfo).port}/`);
  const request = { method: 'GET', url, headers: {} };
  const how = { signal: new AbortController().signal, lookup: checkedLookup(resolve) };
  await expect(exchange(request, how)).rejects.toMatchObject({ name: 'HttpRefused' });
  expect(requests).toBe(0);
});
