import { BlockList, isIP } from 'node:net';

/** Whether an address lies in one of the ranges, each an address or CIDR. */
export function addressMatcher(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return (address) => {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  };
}

/** An IPv4 address as such, also where a socket that speaks both shows it inside an IPv6 one. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * Who is at the other end: the nearest address that is not a trusted proxy. What lies further back in `forwarded` (of
 * X-Forwarded-For) was written by somebody who is not trusted.
 */
export function clientAddress(
  remote: string,
  forwarded: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  const hops = [...(forwarded ?? '').split(',').flatMap((hop) => (hop.trim() === '' ? [] : [hop.trim()])), remote];
  let at = hops.length - 1;
  while (at > 0 && isTrusted(hops[at] ?? '')) at -= 1;
  return plainAddress(hops[at] ?? remote);
}
