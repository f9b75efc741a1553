import { positionChanges, premiumOf, toTradeView, tradeLegs } from '../../../src/booking/trades.ts';
import type { CreateRfqRequest, Leg } from '../../../src/contracts/rfq.ts';
import { DecimalText, type Side } from '../../../src/contracts/scalars.ts';
import { TradeView } from '../../../src/contracts/trade.ts';
import { Decimal } from '../../../src/platform/decimal.ts';
import type { Passport } from '../../../src/quoting/index.ts';
import { aForwardLeg, anOptionLeg, aRequest, IN_DOLLARS, inDays } from '../../support/desk.ts';

const parts = (price: string) => ({
  modelValue: price,
  volatilitySpread: '0',
  hedgeSpread: '0',
  creditCharge: '0',
  salesMargin: '0',
  rounding: '0',
  price,
});

/** Leg n is bid at 10n and offered at 10n + 1. */
function aPassport(legs: number): Passport {
  return {
    bid: null,
    offer: null,
    legs: Array.from({ length: legs }, (_, index) => ({
      bid: parts(String(10 * index)),
      offer: parts(String(10 * index + 1)),
    })),
  };
}

function accepted(side: Side, changes: Partial<CreateRfqRequest> = {}, price = '3920.75') {
  const request = aRequest({ side: 'two-way', ...changes });
  return { request, side, price, passport: aPassport(request.legs.length) };
}

const SPREAD: Leg[] = [anOptionLeg(), anOptionLeg({ strike: '120000' }, { side: 'sell', ratio: '2' })];

describe('the premium of a trade', () => {
  it.each([
    { side: 'buy', price: '3920.75', quantity: '25', premium: '98018.75' },
    { side: 'sell', price: '3850.25', quantity: '25', premium: '-96256.25' },
    { side: 'buy', price: '-120.5', quantity: '2', premium: '-241' },
    { side: 'sell', price: '-120.5', quantity: '2', premium: '241' },
    { side: 'sell', price: '0', quantity: '2', premium: '0' },
    { side: 'buy', price: '0.0415', quantity: '0.00000001', premium: '0.000000000415' },
  ] as const)(
    'is what the client pays: $side at $price for $quantity is $premium',
    ({ side, price, quantity, premium }) => {
      expect(premiumOf(accepted(side, { quantity }, price))).toBe(premium);
    },
  );

  it.each(['buy', 'sell'] as const)('is nothing for an outright forward that the client %ss', (side) => {
    expect(premiumOf(accepted(side, { legs: [aForwardLeg()] }, '105250'))).toBe('0');
  });

  it('is due for an off-market forward', () => {
    expect(premiumOf(accepted('sell', { legs: [aForwardLeg({ strike: '90000' })] }, '10500'))).toBe('-10500');
  });

  it('fits the wire at the finest price and quantity that are served', () => {
    const premium = premiumOf(accepted('sell', { quantity: '99999.99999999' }, '999999.9999999999'));

    expect(DecimalText.safeParse(premium).success).toBe(true);
  });
});

describe('the legs of a trade', () => {
  it('are at their offers where the client buys and at their bids where it sells', () => {
    expect(tradeLegs(accepted('buy', { legs: SPREAD })).map(({ price }) => price)).toEqual(['1', '10']);
    expect(tradeLegs(accepted('sell', { legs: SPREAD })).map(({ price }) => price)).toEqual(['0', '11']);
  });

  it('are as they were written, with a price each', () => {
    const [first, second] = tradeLegs(accepted('sell', { legs: SPREAD }));

    expect(first).toEqual({ ...SPREAD[0], price: '0' });
    expect(second).toEqual({ ...SPREAD[1], price: '11' });
  });

  it('need a passport of as many legs', () => {
    expect(() => tradeLegs({ ...accepted('buy', { legs: SPREAD }), passport: aPassport(1) })).toThrow(
      'the passport has no leg 1',
    );
  });
});

describe('what a trade does to the positions of the client', () => {
  const changesOf = (side: Side, changes: Partial<CreateRfqRequest>, price?: string) =>
    positionChanges(accepted(side, changes, price));
  const byStrike = (changes: ReturnType<typeof positionChanges>) =>
    Object.fromEntries(changes.map(({ instrument, quantity }) => [instrument.strike, quantity]));

  it('adds what is bought and takes off what is sold, times the ratio', () => {
    expect(byStrike(changesOf('buy', { legs: SPREAD, quantity: '1.5' }))).toEqual({ '105000': '1.5', '120000': '-3' });
    expect(byStrike(changesOf('sell', { legs: SPREAD, quantity: '1.5' }))).toEqual({ '105000': '-1.5', '120000': '3' });
  });

  it('is undone by the same trade on the other side', () => {
    const there = changesOf('buy', { legs: SPREAD });
    const back = changesOf('sell', { legs: SPREAD });

    expect(back.map(({ instrumentKey }) => instrumentKey)).toEqual(there.map(({ instrumentKey }) => instrumentKey));
    for (const [index, { quantity }] of there.entries()) {
      expect(new Decimal(quantity).plus(back[index]?.quantity ?? Number.NaN).toString()).toBe('0');
    }
  });

  it('is one change for an instrument that is in the package twice', () => {
    const legs = [anOptionLeg({}, { ratio: '3' }), anOptionLeg({}, { side: 'sell', ratio: '0.5' })];

    expect(changesOf('buy', { legs, quantity: '2' }).map(({ quantity }) => quantity)).toEqual(['5']);
  });

  it('comes in the order of the keys, whatever the order of the legs, so that locks never cross', () => {
    const legs = ['90000', '95000', '100000', '105000', '110000'].map((strike) => anOptionLeg({ strike }));
    const keys = changesOf('buy', { legs }).map(({ instrumentKey }) => instrumentKey);

    expect(keys).toEqual([...keys].sort());
    expect(changesOf('buy', { legs: [...legs].reverse() }).map(({ instrumentKey }) => instrumentKey)).toEqual(keys);
  });

  it('knows a digital again however its numbers are written', () => {
    const { optionType, underlying, expiry, settlement } = anOptionLeg().instrument as Extract<
      Leg['instrument'],
      { kind: 'option' }
    >;
    const terms = { kind: 'digital' as const, optionType, underlying, expiry, settlement };
    const plain = { ...terms, strike: '105000', payout: '1000' };
    const written = { ...terms, strike: '105000.00', payout: '1000.0', exercise: 'european' as const };
    const leg = (instrument: Leg['instrument']): Leg => ({ instrument, side: 'buy', ratio: '1' });

    expect(changesOf('buy', { legs: [leg(plain), leg(written)] }).map(({ quantity }) => quantity)).toEqual(['2']);
    expect(changesOf('buy', { legs: [leg(plain), leg({ ...plain, payout: '1001' })] })).toHaveLength(2);
  });

  it('holds an outright forward as struck at the agreed price', () => {
    const [change] = changesOf('sell', { legs: [aForwardLeg()], quantity: '0.5' }, '105250.5');

    expect(change).toMatchObject({ instrument: { kind: 'forward', strike: '105250.5' }, quantity: '-0.5' });
    expect(change?.instrumentKey).toBe(
      changesOf('buy', { legs: [aForwardLeg({ strike: '105250.5' })] })[0]?.instrumentKey,
    );
  });

  it('keeps the strike that an off-market forward was agreed with', () => {
    const [change] = changesOf('buy', { legs: [aForwardLeg({ strike: '90000' })] }, '10500');

    expect(change?.instrument.strike).toBe('90000');
  });
});

describe('the key of an instrument', () => {
  const keyOf = (leg: Leg) => positionChanges(accepted('buy', { legs: [leg] }))[0]?.instrumentKey;
  const key = keyOf(anOptionLeg());

  it('is its content address', () => {
    expect(key).toMatch(/^ins_[0-9a-f]{40}$/);
  });

  it.each([
    { what: 'under a listed name', leg: anOptionLeg({ listedRef: 'BTC-22DEC26-105000-C' }) },
    { what: 'sold', leg: anOptionLeg({}, { side: 'sell', ratio: '7' }) },
    { what: 'with its strike written otherwise', leg: anOptionLeg({ strike: '105000.00' }) },
  ])('is the same for the same contract $what', ({ leg }) => {
    expect(keyOf(leg)).toBe(key);
  });

  it.each([
    { what: 'put', leg: anOptionLeg({ optionType: 'put' }) },
    { what: 'strike', leg: anOptionLeg({ strike: '105000.01' }) },
    { what: 'expiry', leg: anOptionLeg({ expiry: inDays(31) }) },
    { what: 'fixing', leg: anOptionLeg({ settlement: { ...IN_DOLLARS, fixing: 'BRRAP' } }) },
    { what: 'underlying', leg: anOptionLeg({ underlying: 'ETH-USD' }) },
    { what: 'kind', leg: aForwardLeg({ strike: '105000' }) },
  ])('is another for another $what', ({ leg }) => {
    expect(keyOf(leg)).not.toBe(key);
  });

  it('of a forward is the same with its strike written otherwise', () => {
    expect(keyOf(aForwardLeg({ strike: '90000.50' }))).toBe(keyOf(aForwardLeg({ strike: '90000.5' })));
  });
});

describe('a trade as both sides see it', () => {
  const row = {
    trade_id: 'trd_1',
    rfq_id: 'rfq_1',
    quote_id: 'qt_1',
    quote_version: 1,
    account_id: 'acc_1',
    state: 'held',
    held_reason: 'PA-03 suspended',
    side: 'sell',
    legs: tradeLegs(accepted('sell')),
    quantity: '1',
    price: '3850.25',
    premium_currency: 'USD',
    premium: '-3850.25',
    credit_use_usd: '35000',
    market_source: 'simulated',
    accepted_at: new Date('2026-11-22T08:00:01.500Z'),
    booked_at: null,
    unwinds: null,
    allocations: null,
  };

  it('is what the contract says, without what is the desk’s own', () => {
    const view = toTradeView(row, { forStaff: false });

    expect(TradeView.parse(view)).toEqual(view);
    expect(view).toMatchObject({ state: 'held', acceptedAt: '2026-11-22T08:00:01.500Z', bookedAt: null });
    expect(JSON.stringify(view)).not.toContain('35000');
  });

  it('tells staff why it is held, and the client in neutral words', () => {
    expect(toTradeView(row, { forStaff: true }).heldReason).toBe('PA-03 suspended');
    expect(toTradeView(row, { forStaff: false }).heldReason).toBe('Trade confirmed, confirmation to follow.');
  });

  it.each([true, false])(
    'has the instant of its booking and no reason once it is booked, for staff: %s',
    (forStaff) => {
      const booked = { ...row, state: 'booked', held_reason: null, booked_at: new Date('2026-11-22T08:00:02.000Z') };

      expect(toTradeView(booked, { forStaff })).toMatchObject({
        heldReason: null,
        bookedAt: '2026-11-22T08:00:02.000Z',
      });
    },
  );
});
