import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Whether an IP address is one of the public internet. Everything else is refused: loopback, private and link-local networks,
 * carriers' own, multicast, documentation, the metadata services of clouds. Of IPv6 only what is given out is public, so that
 * an IPv4 address in one of its many IPv6 forms is not.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC.check(address, 'ipv4');
  // With a zone it belongs to one link.
  if (!isIPv6(address) || address.includes('%')) return false;
  return GIVEN_OUT.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

const NOT_PUBLIC = subnets(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Azure's own services: a public address that no public network has.
  '168.63.129.16/32',
  // Protocols, documentation, and IPv4 in IPv6 (6to4; Teredo is among the protocols).
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
);

const GIVEN_OUT = subnets('2000::/3');

function subnets(...written: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of written) {
    const [network, bits] = subnet.split('/') as [string, string];
    list.addSubnet(network, Number(bits), isIPv4(network) ? 'ipv4' : 'ipv6');
  }
  return list;
}
