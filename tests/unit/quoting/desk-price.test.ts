import fc from 'fast-check';
import type { Leg } from '../../../src/contracts/rfq.ts';
import { Decimal } from '../../../src/platform/decimal.ts';
import {
  buildQuote,
  DEFAULT_SPREAD_POLICY,
  type DeskTerms,
  priceForDesk,
  type QuoteInput,
  type TextParts,
} from '../../../src/quoting/index.ts';
import { aForwardLeg, anOptionLeg } from '../../support/desk.ts';
import { aBtcMarket } from '../../support/markets.ts';

function anInput(changes: Partial<QuoteInput> = {}): QuoteInput {
  return {
    legs: [anOptionLeg()],
    side: 'two-way',
    premiumCurrency: 'USD',
    tier: 'gold',
    policy: { version: 'pol_1', policy: DEFAULT_SPREAD_POLICY },
    market: aBtcMarket(),
    snapshotId: 'snap_1',
    ...changes,
  };
}

function priced(terms: DeskTerms, changes: Partial<QuoteInput> = {}) {
  const answer = priceForDesk(anInput(changes), terms);
  if (!answer.ok) throw new Error(answer.rejection.message);
  return answer.value;
}

const addsUp = ({ price, ...parts }: TextParts) =>
  Object.values(parts)
    .reduce((sum, part) => sum.plus(part), new Decimal(0))
    .equals(price);

const SPREAD: readonly Leg[] = [anOptionLeg(), anOptionLeg({ strike: '120000' }, { side: 'sell', ratio: '2' })];

const WITH_FORWARD: readonly Leg[] = [anOptionLeg(), aForwardLeg({ strike: '101000' }, { side: 'sell', ratio: '0.5' })];

describe("a person's price", () => {
  it('is what was said, with the difference to the policy on its own line', () => {
    const { built } = priced({ by: 'price', bid: '3000', offer: '5000' });

    expect([built.bid, built.offer]).toEqual(['3000', '5000']);
    const policy = buildQuote(anInput());
    expect(built.passport.offer?.adjustment).toBe(new Decimal(5000).minus(policy.offer ?? 0).toString());
    expect(built.passport.bid?.adjustment).toBe(new Decimal(3000).minus(policy.bid ?? 0).toString());
    expect(built.legs[0]).toMatchObject({ bid: '3000', offer: '5000' });
    expect(Number(built.legs[0]?.impliedVolOffer)).toBeGreaterThan(0.5);
    expect(Number(built.legs[0]?.impliedVolBid)).toBeLessThan(0.5);
  });

  it('on one side of a two-way request leaves the other without a price', () => {
    expect(priced({ by: 'price', offer: '5000' }).built).toMatchObject({ bid: null, offer: '5000' });
  });

  it('by spread stands around the mid, rounded outward', () => {
    const { built, mid } = priced({ by: 'spread', spread: '100' });

    const bid = new Decimal(mid).minus(50);
    expect(bid.minus(built.bid ?? 0).toNumber()).toBeGreaterThanOrEqual(0);
    expect(bid.minus(built.bid ?? 0).toNumber()).toBeLessThan(0.01);
    expect(new Decimal(built.offer ?? 0).minus(mid).minus(50).toNumber()).toBeGreaterThanOrEqual(0);
    expect(new Decimal(built.offer ?? 0).minus(mid).minus(50).toNumber()).toBeLessThan(0.01);
  });

  it('by volatility is what that volatility is worth, to the tick', () => {
    const { built } = priced({ by: 'volatility', bid: '0.48', offer: '0.52' });

    expect(Number(built.legs[0]?.impliedVolBid)).toBeCloseTo(0.48, 5);
    expect(Number(built.legs[0]?.impliedVolOffer)).toBeCloseTo(0.52, 5);
  });

  it('by a wider policy has its distances from mid times the factor', () => {
    const policy = buildQuote(anInput());
    const { built, mid } = priced({ by: 'policy', spreadFactor: 2 });

    const distance = (price: string | null) => new Decimal(price ?? 0).minus(mid).toNumber();
    expect(distance(built.offer)).toBeCloseTo(2 * distance(policy.offer), 1);
    expect(distance(built.bid)).toBeCloseTo(2 * distance(policy.bid), 1);
  });

  it('of a package is carried by one leg, so that the legs still add up to it', () => {
    const { built } = priced({ by: 'price', bid: '1000', offer: '3000' }, { legs: SPREAD });

    const [bought, sold] = built.passport.legs;
    const offer = new Decimal(bought?.offer.price ?? 0).minus(new Decimal(sold?.bid.price ?? 0).times(2));
    const bid = new Decimal(bought?.bid.price ?? 0).minus(new Decimal(sold?.offer.price ?? 0).times(2));
    expect([bid.toString(), offer.toString()]).toEqual(['1000', '3000']);
  });

  it('has parts that add up to it to the last digit, on the package and on each leg, whatever it is', () => {
    const cents = fc.integer({ min: 1, max: 2_000_000 }).map((count) => new Decimal(count).div(100).toString());
    const legs = fc.constantFrom([anOptionLeg()], SPREAD, [aForwardLeg({ strike: '101000' })]);
    fc.assert(
      fc.property(cents, cents, legs, (one, other, chosen) => {
        const [bid, offer] = new Decimal(one).lte(other) ? [one, other] : [other, one];
        const { built } = priced({ by: 'price', bid, offer }, { legs: chosen });
        const { passport } = built;
        const all = [passport.bid, passport.offer, ...passport.legs.flatMap((leg) => [leg.bid, leg.offer])];
        return built.bid === bid && built.offer === offer && all.every((parts) => parts !== null && addsUp(parts));
      }),
      { numRuns: 100 },
    );
  });

  it('of an automatic quote has no line of a person', () => {
    expect(buildQuote(anInput()).passport.offer).not.toHaveProperty('adjustment');
  });

  it('says how far from the mid it is on the further side', () => {
    const { mid, deviation } = priced({ by: 'price', bid: '3500', offer: '5000' });

    expect(deviation).toBeCloseTo(Math.max(Number(mid) - 3500, 5000 - Number(mid)), 6);
  });
});

describe('a package by volatility', () => {
  const impliedOf = ({ built }: ReturnType<typeof priced>) =>
    built.legs.map((leg) => [Number(leg.impliedVolBid), Number(leg.impliedVolOffer)]);

  it('has bought legs at their offers and sold legs at their bids when the client buys it, and the reverse', () => {
    const legs = [
      { bid: '0.48', offer: '0.505' },
      { bid: '0.51', offer: '0.53' },
    ];
    const { built } = priced({ by: 'volatility', legs }, { legs: SPREAD });
    const alone = (leg: Leg, pair: { bid: string; offer: string }) =>
      priced({ by: 'volatility', ...pair }, { legs: [{ ...leg, side: 'buy', ratio: '1' }] }).built;
    const [one, two] = [
      alone(SPREAD[0] ?? anOptionLeg(), { bid: '0.48', offer: '0.505' }),
      alone(SPREAD[1] ?? anOptionLeg(), { bid: '0.51', offer: '0.53' }),
    ];

    expect(built.offer).toBe(new Decimal(one.offer ?? 0).minus(new Decimal(two.bid ?? 0).times(2)).toString());
    expect(built.bid).toBe(new Decimal(one.bid ?? 0).minus(new Decimal(two.offer ?? 0).times(2)).toString());
  });

  it('shows each leg at the volatility that was said for it', () => {
    const legs = [
      { bid: '0.48', offer: '0.505' },
      { bid: '0.51', offer: '0.53' },
    ];
    const [bought, sold] = impliedOf(priced({ by: 'volatility', legs }, { legs: SPREAD }));

    expect(bought?.map((one) => one.toFixed(4))).toEqual(['0.4800', '0.5050']);
    expect(sold?.map((one) => one.toFixed(4))).toEqual(['0.5100', '0.5300']);
  });

  it('takes one pair for all of its options, or points around the market’s own', () => {
    const flat = priced({ by: 'volatility', bid: '0.49', offer: '0.51' }, { legs: SPREAD });
    const shifted = priced({ by: 'volatility', shiftPoints: { bid: '-1', offer: '1' } }, { legs: SPREAD });

    // The reference market is flat at 0.5.
    expect([shifted.built.bid, shifted.built.offer]).toEqual([flat.built.bid, flat.built.offer]);
  });

  it('keeps the policy’s price of a forward in it', () => {
    const legs = [{ bid: '0.48', offer: '0.52' }, {}];
    const { built } = priced({ by: 'volatility', legs }, { legs: WITH_FORWARD });
    const policy = buildQuote(anInput({ legs: WITH_FORWARD }));

    expect(built.passport.legs[1]?.bid.modelValue).toBe(policy.passport.legs[1]?.bid.modelValue);
    expect(Number(built.legs[0]?.impliedVolOffer)).toBeCloseTo(0.52, 4);
  });

  it('prices only the side that was asked for', () => {
    const legs = [{ offer: '0.5' }, { bid: '0.5' }];

    expect(priced({ by: 'volatility', legs }, { legs: SPREAD, side: 'buy' }).built).toMatchObject({ bid: null });
  });

  it('has parts that add up to it to the last digit, on the package and on each leg, whatever the volatilities', () => {
    const volatility = fc.integer({ min: 100, max: 9_999 }).map((count) => (count / 10_000).toFixed(4));
    const pair = fc.tuple(volatility, volatility).map(([one, other]) => (one <= other ? [one, other] : [other, one]));
    const sold = fc.record({
      ratio: fc.constantFrom('1', '2', '0.5', '0.25', '3'),
      side: fc.constantFrom('buy' as const, 'sell' as const),
    });
    fc.assert(
      fc.property(pair, pair, sold, (first, second, leg) => {
        const legs = [anOptionLeg(), anOptionLeg({ strike: '120000' }, leg)];
        const said = [first, second].map(([bid = '', offer = '']) => ({ bid, offer }));
        const { passport, bid, offer } = priced({ by: 'volatility', legs: said }, { legs }).built;
        const all = [passport.bid, passport.offer, ...passport.legs.flatMap((one) => [one.bid, one.offer])];
        const isExact = all.every((parts) => parts !== null && addsUp(parts));
        return isExact && passport.bid?.price === bid && passport.offer?.price === offer;
      }),
      { numRuns: 100 },
    );
  });
});

describe('a price that is refused', () => {
  it.each([
    { what: 'a bid above the offer', terms: { bid: '5000', offer: '4000' }, rule: 'must be <= offer 4000' },
    { what: 'off the tick', terms: { offer: '4000.005' }, rule: 'multiple of 0.01' },
    { what: 'a negative bid for an option', terms: { bid: '-1', offer: '4000' }, rule: 'must be >= 0' },
    { what: 'an option for nothing', terms: { offer: '0' }, rule: 'must be > 0' },
    { what: 'more than the option can pay', terms: { offer: '200000' }, rule: 'TR-04 must be <=' },
    { what: 'no price at all', terms: {}, rule: 'must be given' },
  ])('is $what', ({ terms, rule }) => {
    const answer = priceForDesk(anInput(), { by: 'price', ...terms });

    expect(answer).toMatchObject({ ok: false, rejection: { code: 'VALIDATION_FAILED' } });
    expect(answer.ok ? '' : answer.rejection.message).toContain(rule);
  });

  it('is an offer below the intrinsic value', () => {
    const legs = [anOptionLeg({ strike: '50000' })];

    expect(priceForDesk(anInput({ legs }), { by: 'price', offer: '40000' })).toMatchObject({ ok: false });
    expect(priceForDesk(anInput({ legs }), { by: 'price', offer: '52000' })).toMatchObject({ ok: true });
  });

  it.each([
    { side: 'buy' as const, terms: { bid: '3000', offer: '4000' }, path: 'bid' },
    { side: 'sell' as const, terms: { offer: '4000' }, path: 'offer' },
  ])('is a $path that the client did not ask for', ({ side, terms, path }) => {
    expect(priceForDesk(anInput({ side }), { by: 'price', ...terms })).toMatchObject({
      ok: false,
      rejection: { details: { path } },
    });
  });

  it.each([
    { what: 'for a package without options', legs: [aForwardLeg({ strike: '100000' })], terms: { offer: '0.5' } },
    { what: 'for fewer legs than there are', legs: SPREAD, terms: { legs: [{ bid: '0.5', offer: '0.5' }] } },
    { what: 'for a forward', legs: WITH_FORWARD, terms: { legs: [{ offer: '0.5' }, { offer: '0.5' }] } },
    { what: 'shifted below zero', legs: SPREAD, terms: { shiftPoints: { bid: '-60', offer: '1' } } },
    { what: 'that one leg lacks', legs: SPREAD, terms: { legs: [{ bid: '0.4', offer: '0.5' }, { offer: '0.5' }] } },
  ])('is a volatility $what', ({ legs, terms }) => {
    expect(priceForDesk(anInput({ legs }), { by: 'volatility', ...terms })).toMatchObject({
      ok: false,
      rejection: { code: 'VALIDATION_FAILED', details: { path: expect.stringMatching(/^volatility/) } },
    });
  });

  it('is a volatility that no side of the package takes', () => {
    const terms = { by: 'volatility', legs: [{ offer: '0.5' }, { bid: '0.5', offer: '0.51' }] } as const;

    const answer = priceForDesk(anInput({ legs: SPREAD, side: 'buy' }), terms);

    expect(answer).toMatchObject({ ok: false, rejection: { details: { path: 'volatility.legs.1.offer' } } });
  });
});
