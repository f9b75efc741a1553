import { addressMatcher, clientAddress } from '../../../src/platform/addresses.ts';

describe('whether an address lies in a range', () => {
  it.each([
    { ranges: ['203.0.113.0/24'], address: '203.0.113.255', lies: true },
    { ranges: ['203.0.113.0/24'], address: '203.0.114.0', lies: false },
    { ranges: ['203.0.113.7'], address: '::ffff:203.0.113.7', lies: true },
    { ranges: ['2001:db8::/32'], address: '2001:db8::1', lies: true },
    { ranges: ['2001:db8::/32'], address: '2001:db9::1', lies: false },
    { ranges: ['10.0.0.0/8', '127.0.0.1'], address: '127.0.0.1', lies: true },
    { ranges: [], address: '127.0.0.1', lies: false },
    { ranges: ['0.0.0.0/0'], address: 'no address', lies: false },
  ])('$address in $ranges: $lies', ({ ranges, address, lies }) => {
    expect(addressMatcher(ranges)(address)).toBe(lies);
  });
});

describe('who is at the other end', () => {
  const isTrusted = addressMatcher(['10.0.0.0/8']);

  it.each([
    { what: 'nobody is between', remote: '203.0.113.7', forwarded: undefined, is: '203.0.113.7' },
    { what: 'somebody untrusted says otherwise', remote: '203.0.113.7', forwarded: '1.2.3.4', is: '203.0.113.7' },
    { what: 'a trusted proxy says who', remote: '10.0.0.1', forwarded: '203.0.113.7', is: '203.0.113.7' },
    {
      what: 'the client wrote a false hop before',
      remote: '10.0.0.1',
      forwarded: '1.2.3.4, 203.0.113.7',
      is: '203.0.113.7',
    },
    { what: 'two trusted proxies follow', remote: '10.0.0.1', forwarded: '203.0.113.7, 10.9.9.9', is: '203.0.113.7' },
  ])('is $is when $what', ({ remote, forwarded, is }) => {
    expect(clientAddress(remote, forwarded, isTrusted)).toBe(is);
  });
});
