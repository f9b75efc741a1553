import { Decimal as Base } from 'decimal.js';
import fc from 'fast-check';
import { TIERS } from '../../../src/clients/index.ts';
import { LegQuote, QuoteReference } from '../../../src/contracts/quote.ts';
import { DecimalText } from '../../../src/contracts/scalars.ts';
import { type BuiltQuote, buildQuote, type QuoteInput, type TextParts } from '../../../src/quoting/index.ts';
import { anyOutright, anyQuoteInput } from './arbitrary-quotes.ts';

/** Room for every digit that a sum or product here can have: what these tests call equal is equal. */
const Exact = Base.clone({ precision: 5_000 });
type Exact = Base;
const sum = (parts: readonly (string | Exact)[]) =>
  parts.reduce<Exact>((total, part) => total.plus(part), new Exact(0));

const quoted = fc.oneof({ weight: 5, arbitrary: anyQuoteInput }, { weight: 1, arbitrary: anyOutright });
const holds = (rule: (quote: BuiltQuote, input: QuoteInput) => boolean, inputs = quoted) =>
  fc.assert(fc.property(inputs, (input) => rule(buildQuote(input), input)));

const partsOf = ({ passport }: BuiltQuote): TextParts[] =>
  [passport.bid, passport.offer, ...passport.legs.flatMap(({ bid, offer }) => [bid, offer])].filter(
    (parts) => parts !== null,
  );

describe('a quote, for every market, policy and package', () => {
  it('has each leg’s bid at or under its model value, and its offer at or over it', () => {
    holds(({ passport }) =>
      passport.legs.every(
        ({ bid, offer }) => new Exact(bid.price).lte(bid.modelValue) && new Exact(offer.price).gte(offer.modelValue),
      ),
    );
  });

  it('has its bid at or under the model value of the package, and its offer at or over it', () => {
    holds(({ passport: { bid, offer } }) => {
      const low = bid === null || new Exact(bid.price).lte(bid.modelValue);
      return low && (offer === null || new Exact(offer.price).gte(offer.modelValue));
    });
  });

  it('has prices whose parts add up to them, to the last digit', () => {
    holds((quote) => partsOf(quote).every(({ price, ...parts }) => sum(Object.values(parts)).equals(price)));
  });

  it('has every leg on the tick of the premium currency', () => {
    holds(({ passport }, { policy, premiumCurrency }) => {
      const tick = policy.policy.ticks[premiumCurrency];
      return passport.legs.every(({ bid, offer }) =>
        [bid, offer].every(({ price }) => new Exact(price).mod(tick).isZero()),
      );
    });
  });

  it('never has a bid below zero for an option, nor an offer for nothing', () => {
    holds(({ passport }, { legs }) =>
      passport.legs.every(
        ({ bid, offer }, index) =>
          legs[index]?.instrument.kind === 'forward' || (new Exact(bid.price).gte(0) && new Exact(offer.price).gt(0)),
      ),
    );
  });

  it('is the exact sum of its legs: bought ones at their offer, sold ones at their bid, and the reverse', () => {
    const total = ({ passport }: BuiltQuote, { legs }: QuoteInput, on: 'bid' | 'offer') => {
      const opposite = on === 'bid' ? 'offer' : 'bid';
      return sum(
        legs.map(({ side, ratio }, index) => {
          const price = new Exact(passport.legs[index]?.[side === 'buy' ? on : opposite].price ?? Number.NaN);
          return price.times(side === 'buy' ? ratio : `-${ratio}`);
        }),
      );
    };
    holds((quote, input) =>
      (['bid', 'offer'] as const).every((on) => {
        const price = quote[on];
        return price === null || total(quote, input, on).equals(price);
      }),
    );
  });

  it('shows the side that was asked for, and nothing of the other', () => {
    holds((quote, { side, legs }) => {
      const shows = (value: unknown) => value !== null;
      const bid = side !== 'buy';
      const offer = side !== 'sell';
      return (
        shows(quote.bid) === bid &&
        shows(quote.offer) === offer &&
        shows(quote.passport.bid) === bid &&
        shows(quote.passport.offer) === offer &&
        quote.legs.every((leg, index) => {
          const asWritten = legs[index]?.side === 'buy';
          return shows(leg.bid) === (asWritten ? bid : offer) && shows(leg.offer) === (asWritten ? offer : bid);
        })
      );
    });
  });

  it('is written as the contract says: no exponent, no more digits than a client reads', () => {
    holds(({ bid, offer, legs, reference }) => {
      const prices = [bid, offer].every((price) => price === null || DecimalText.safeParse(price).success);
      return (
        prices && legs.every((leg) => LegQuote.safeParse(leg).success) && QuoteReference.safeParse(reference).success
      );
    });
  });

  it('is the same to the last byte when it is computed again, also from what was stored', () => {
    holds((quote, input) => {
      const stored = JSON.parse(JSON.stringify(input)) as QuoteInput;
      return JSON.stringify(buildQuote(stored)) === JSON.stringify(quote);
    });
  });
});

describe('a wider tier', () => {
  /** The policy's own figures, put in order: platinum closest, silver furthest from the model value. */
  const ordered = quoted.map((input) => {
    const { tiers } = input.policy.policy;
    const sorted = <K extends keyof (typeof tiers)['gold']>(figure: K) =>
      TIERS.map((tier) => tiers[tier][figure]).sort((a, b) => a - b);
    const figures = {
      halfSpreadVolatility: sorted('halfSpreadVolatility'),
      hedgeBps: sorted('hedgeBps'),
      salesMarginBps: sorted('salesMarginBps'),
    };
    const at = (index: number) => ({
      halfSpreadVolatility: figures.halfSpreadVolatility[index] ?? 0,
      hedgeBps: figures.hedgeBps[index] ?? 0,
      salesMarginBps: figures.salesMarginBps[index] ?? 0,
    });
    const policy = { ...input.policy.policy, tiers: { platinum: at(0), gold: at(1), silver: at(2) } };
    return { ...input, side: 'two-way' as const, policy: { version: 'pol_ordered', policy } };
  });

  it('is never tighter: its bid is no higher and its offer no lower', () => {
    fc.assert(
      fc.property(ordered, (input) => {
        const [platinum, gold, silver] = TIERS.map((tier) => buildQuote({ ...input, tier }));
        const noTighter = (wide: BuiltQuote | undefined, close: BuiltQuote | undefined) =>
          new Exact(wide?.bid ?? Number.NaN).lte(close?.bid ?? Number.NaN) &&
          new Exact(wide?.offer ?? Number.NaN).gte(close?.offer ?? Number.NaN);
        return noTighter(silver, gold) && noTighter(gold, platinum);
      }),
    );
  });
});
