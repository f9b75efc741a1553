import { termsHash } from '../../../src/rfq/same-terms.ts';
import { aRequest } from '../../support/desk.ts';

describe('TR-08: two requests ask for the same', () => {
  it.each([
    ['however their amounts are written', { quantity: '10.0' }, true],
    ['under another id, and for another time', { clientRfqId: 'another', desiredTtlMs: 5_000 }, true],
    ['not on another side', { side: 'buy' as const }, false],
    ['not of another quantity', { quantity: '10.1' }, false],
    ['not when one of them closes a trade', { unwinds: 'trd_0190a8f2c3d4e5f60718293a4b5c6d7e' }, false],
  ])('%s', (_what, changes, same) => {
    const request = { ...aRequest(), side: 'two-way' as const, quantity: '10' };

    expect(termsHash({ ...request, ...changes }) === termsHash(request)).toBe(same);
  });
});
