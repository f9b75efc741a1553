import { creditUseUsd } from '../../../src/clients/index.ts';
import type { Leg } from '../../../src/contracts/rfq.ts';
import type { Side } from '../../../src/contracts/scalars.ts';
import { toInstant } from '../../../src/platform/clock.ts';
import { aForwardLeg, anOptionLeg, IN_BITCOIN, IN_DOLLARS, inDays } from '../../support/desk.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

interface Asked {
  readonly legs: readonly Leg[];
  readonly side?: Side;
  readonly quantity?: string;
  readonly spot?: number;
}

const use = ({ legs, side = 'sell', quantity = '1', spot = 100_000 }: Asked) =>
  creditUseUsd({ legs, side, quantity, spot, now: AS_OF }).toString();

describe('the credit that a trade uses', () => {
  it.each([
    { what: 'one millisecond under 31 days', ms: 31 * DAY_MS - 1, usd: '35000' },
    { what: '31 days', ms: 31 * DAY_MS, usd: '35000' },
    { what: 'one millisecond over 31 days', ms: 31 * DAY_MS + 1, usd: '50000' },
    { what: 'one millisecond under 92 days', ms: 92 * DAY_MS - 1, usd: '50000' },
    { what: '92 days', ms: 92 * DAY_MS, usd: '50000' },
    { what: 'one millisecond over 92 days', ms: 92 * DAY_MS + 1, usd: '70000' },
    { what: 'one millisecond under 366 days', ms: 366 * DAY_MS - 1, usd: '70000' },
    { what: '366 days', ms: 366 * DAY_MS, usd: '70000' },
    { what: 'one millisecond over 366 days', ms: 366 * DAY_MS + 1, usd: '100000' },
    { what: 'a moment', ms: 1, usd: '35000' },
  ])('grows with the tenor: $what to expiry is $usd dollars a bitcoin at 100,000', ({ ms, usd }) => {
    expect(use({ legs: [anOptionLeg({ expiry: toInstant(AS_OF + ms) })] })).toBe(usd);
  });

  it('is a quarter more for a coin that moves more', () => {
    expect(use({ legs: [anOptionLeg({ underlying: 'ETH-USD' })], spot: 4_000 })).toBe('1750');
  });

  it.each([
    { what: 'a bought option', leg: anOptionLeg(), side: 'buy', usd: '0' },
    { what: 'a sold option', leg: anOptionLeg(), side: 'sell', usd: '35000' },
    {
      what: 'an option leg sold in a bought package',
      leg: anOptionLeg({}, { side: 'sell' }),
      side: 'buy',
      usd: '35000',
    },
    { what: 'an option leg sold in a sold package', leg: anOptionLeg({}, { side: 'sell' }), side: 'sell', usd: '0' },
    { what: 'a bought forward', leg: aForwardLeg(), side: 'buy', usd: '35000' },
    { what: 'a sold forward', leg: aForwardLeg({ strike: '90000' }), side: 'sell', usd: '35000' },
  ] as const)('is $usd for $what: only who can come to owe uses credit', ({ leg, side, usd }) => {
    expect(use({ legs: [leg], side })).toBe(usd);
  });

  it.each([
    { what: 'a bought digital', side: 'buy', usd: '0' },
    { what: 'a digital sold, which pays 1,000 dollars', side: 'sell', usd: '2000' },
    {
      what: 'a digital sold, which pays 0.01 of a coin that may rise by the add-on',
      side: 'sell',
      settlement: IN_BITCOIN,
      payout: '0.01',
      usd: '2700',
    },
  ] as const)('is $usd for two of $what', ({ side, usd, settlement = IN_DOLLARS, payout = '1000' }) => {
    const { optionType, strike, underlying, expiry } = anOptionLeg().instrument as Extract<
      Leg['instrument'],
      { kind: 'option' }
    >;
    const digital: Leg = {
      instrument: { kind: 'digital', optionType, strike, underlying, expiry, settlement, payout },
      side: 'buy',
      ratio: '1',
    };

    expect(use({ legs: [digital], side, quantity: '2' })).toBe(usd);
  });

  it('counts quantity, ratio and spot', () => {
    expect(use({ legs: [anOptionLeg({}, { ratio: '1.5' })], quantity: '0.02', spot: 70_000.5 })).toBe('735.00525');
  });

  it('is not netted between the legs of a package', () => {
    const callSpread = [anOptionLeg(), anOptionLeg({ strike: '120000' }, { side: 'sell', ratio: '2' })];
    const calendar = [aForwardLeg({ strike: '1' }), aForwardLeg({ strike: '1', expiry: inDays(60) }, { side: 'sell' })];

    expect(use({ legs: callSpread, side: 'buy' })).toBe('70000');
    expect(use({ legs: callSpread, side: 'sell' })).toBe('35000');
    expect(use({ legs: calendar, side: 'buy' })).toBe('85000');
  });

  it('is exact for sizes that doubles would round', () => {
    expect(use({ legs: [anOptionLeg()], quantity: '0.000000000000000003' })).toBe('0.000000000000105');
  });
});
