import {
  impliedVolatility,
  type MarketSnapshot,
  type Instrument as PricedInstrument,
  PricingError,
  type Valuation,
  value,
} from '../../pricing/index.ts';
import type { Tier } from '../clients/index.ts';
import type { Instrument } from '../contracts/instrument.ts';
import type { Currency } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';
import type { SpreadPolicy } from './spread-policy.ts';
import { roundDown, roundUp, toDecimal, toPricingTerms } from './terms.ts';

/** The price passport: what a price is made of, per unit in the premium currency. The parts add up to `price` exactly. */
export interface PriceParts {
  readonly modelValue: Decimal;
  readonly volatilitySpread: Decimal;
  readonly hedgeSpread: Decimal;
  readonly creditCharge: Decimal;
  readonly salesMargin: Decimal;
  /** Outward to the tick; also what keeps an option's bid from falling below zero, and its offer from being nothing. */
  readonly rounding: Decimal;
  /** What a trader, or a rule in a trader's stead, added to the policy's price; absent on an automatic price. */
  readonly adjustment?: Decimal;
  readonly price: Decimal;
}

export interface LegPrice {
  readonly valuation: Valuation;
  /** The client sells the leg here … */
  readonly bid: PriceParts;
  /** … and buys it here. */
  readonly offer: PriceParts;
  /** Volatilities that the final prices imply; null on forwards, and where no volatility gives the price. */
  readonly bidVolatility: number | null;
  readonly offerVolatility: number | null;
}

export interface PricingContext {
  readonly market: MarketSnapshot;
  readonly premiumCurrency: Currency;
  readonly policy: SpreadPolicy;
  readonly tier: Tier;
}

/**
 * Values one unit of a leg and puts the tier's spread around it.
 *
 * @throws PricingError NOT_APPLICABLE for a digital, whose value need not rise with volatility: a spread in volatility is
 *   none around it. Also whatever `value` throws.
 */
export function priceLeg(instrument: Instrument, context: PricingContext): LegPrice {
  if (instrument.kind === 'digital') {
    throw new PricingError('NOT_APPLICABLE', 'kind must be one that the spread policy covers, was digital');
  }
  const { market, premiumCurrency, policy, tier } = context;
  const terms = toPricingTerms(instrument);
  const valuation = value(terms, market, { premiumCurrency });
  const shifted = (shift: number) => value(terms, market, { premiumCurrency, volatilityShift: shift });
  const halfSpread = policy.tiers[tier].halfSpreadVolatility;
  const mid = toDecimal(valuation.price);
  const volatility = valuation.impliedVolatility;
  // Half the volatility is the most that a bid may give up: below, the model has no value to show.
  const down = volatility === null ? 0 : -Math.min(halfSpread, volatility / 2);
  const up = volatility === null ? 0 : halfSpread;
  const charges = chargesOf(instrument, valuation, context);
  const tick = policy.ticks[premiumCurrency];
  const bid = assemble({
    modelValue: mid,
    volatilitySpread: volatility === null ? ZERO : toDecimal(shifted(down).price).minus(mid),
    hedgeSpread: charges.hedge.neg(),
    creditCharge: charges.creditOnBid.neg(),
    salesMargin: charges.sales.neg(),
    round: (sum) => (instrument.kind === 'option' ? Decimal.max(roundDown(sum, tick), 0) : roundDown(sum, tick)),
  });
  const offer = assemble({
    modelValue: mid,
    volatilitySpread: volatility === null ? ZERO : toDecimal(shifted(up).price).minus(mid),
    hedgeSpread: charges.hedge,
    creditCharge: charges.creditOnOffer,
    salesMargin: charges.sales,
    round: (sum) => (instrument.kind === 'option' ? Decimal.max(roundUp(sum, tick), tick) : roundUp(sum, tick)),
  });
  const volatilityOf = (parts: PriceParts) => impliedBy(parts, { terms, valuation, context });
  return { valuation, bid, offer, bidVolatility: volatilityOf(bid), offerVolatility: volatilityOf(offer) };
}

/** The leg with `amount` added to one of its prices: on its own line of the passport, with the volatility it then implies. */
export function adjustedLeg(
  leg: LegPrice,
  {
    on,
    amount,
    instrument,
    context,
  }: { on: 'bid' | 'offer'; amount: Decimal; instrument: Instrument; context: PricingContext },
): LegPrice {
  const parts = leg[on];
  const adjustment = amount.plus(parts.adjustment ?? 0);
  const adjusted = { ...parts, adjustment, price: parts.price.plus(amount) };
  const volatility = impliedBy(adjusted, { terms: toPricingTerms(instrument), valuation: leg.valuation, context });
  return on === 'bid'
    ? { ...leg, bid: adjusted, bidVolatility: volatility }
    : { ...leg, offer: adjusted, offerVolatility: volatility };
}

/** The Black volatility that gives a leg's final price; null where none does, as for a bid of zero, and on forwards. */
function impliedBy(
  { price }: PriceParts,
  { terms, valuation, context }: { terms: PricedInstrument; valuation: Valuation; context: PricingContext },
): number | null {
  if (terms.kind !== 'option') return null;
  const { forward, discountFactor, yearsToExpiry } = valuation;
  const spot = context.market.underlyings[terms.underlying]?.spot ?? Number.NaN;
  const unit = spot / spotIn(context.premiumCurrency, terms.underlying, context.market);
  const { optionType, strike } = terms;
  const implied = impliedVolatility({
    optionType,
    forward,
    strike,
    yearsToExpiry,
    discountFactor,
    price: price.toNumber() * unit,
  });
  return implied.ok ? implied.volatility : null;
}

const ZERO = new Decimal(0);
const BPS = 1e-4;

function chargesOf(
  instrument: Instrument,
  valuation: Valuation,
  { market, premiumCurrency, policy, tier }: PricingContext,
) {
  const { hedgeBps, salesMarginBps } = policy.tiers[tier];
  const notional = spotIn(premiumCurrency, instrument.underlying, market);
  const credit = toDecimal(notional * policy.creditBpsPerYear * BPS * valuation.yearsToExpiry);
  return {
    hedge: toDecimal(notional * hedgeBps * BPS * Math.abs(valuation.greeks.delta)),
    sales: toDecimal(notional * salesMarginBps * BPS),
    creditOnBid: credit,
    // Who buys an option has paid all that can be owed.
    creditOnOffer: instrument.kind === 'option' ? ZERO : credit,
  };
}

/** One unit of the base asset, in the premium currency. */
export function spotIn(premiumCurrency: Currency, underlying: string, market: MarketSnapshot): number {
  const spot = market.underlyings[underlying]?.spot ?? Number.NaN;
  const [base, quote] = underlying.split('-');
  if (premiumCurrency === quote) return spot;
  if (premiumCurrency === base) return 1;
  return spot / (market.conversions[premiumCurrency] ?? Number.NaN);
}

type UnroundedParts = Omit<PriceParts, 'rounding' | 'price'> & { readonly round: (sum: Decimal) => Decimal };

function assemble({ round, ...parts }: UnroundedParts): PriceParts {
  const sum = Object.values(parts).reduce((total, part) => total.plus(part), ZERO);
  const price = round(sum);
  return { ...parts, rounding: price.minus(sum), price };
}
