import { type Result, reject } from '../contracts/result.ts';
import type { Decimal } from '../platform/decimal.ts';
import type { PricedLeg, QuoteInput } from './build-quote.ts';
import { spotIn } from './leg-price.ts';
import { toDecimal } from './terms.ts';

/** What a person wants to send; null is no price on that side. */
export interface Target {
  readonly bid: Decimal | null;
  readonly offer: Decimal | null;
}

type Refusal = Extract<Result<never>, { ok: false }>;

export function wrong(path: string, was: string, rule: string): Refusal {
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${was}`, { path, value: was, rule });
}

/** A side that was not asked for, no side at all, a price off the tick, or a bid above the offer. */
export function sidesFault(input: QuoteInput, { bid, offer }: Target): Refusal | null {
  const { side } = input;
  if (bid !== null && side === 'buy') return wrong('bid', bid.toString(), 'was not asked for: the client buys');
  if (offer !== null && side === 'sell') return wrong('offer', offer.toString(), 'was not asked for: the client sells');
  if (bid === null && offer === null) return wrong('bid', 'absent', 'or offer must be given');
  if (bid !== null && offer !== null && bid.gt(offer)) return wrong('bid', bid.toString(), `must be <= offer ${offer}`);
  return tickFault(input, 'bid', bid) ?? tickFault(input, 'offer', offer);
}

// biome-ignore format: one line a rule
function tickFault({ policy, premiumCurrency }: QuoteInput, path: string, price: Decimal | null): Refusal | null {
  const tick = policy.policy.ticks[premiumCurrency];
  return price === null || price.mod(tick).isZero() ? null : wrong(path, price.toString(), `must be a multiple of ${tick}`);
}

/** Rule TR-04, for one option: nothing below zero, no offer below its intrinsic value, no price above all it can pay. */
export function boundsFault(input: QuoteInput, priced: readonly PricedLeg[], { bid, offer }: Target): Refusal | null {
  const bounds = boundsOf(input, priced);
  if (bounds === null) return null;
  const { least, most } = bounds;
  if (bid?.lt(0) === true) return wrong('bid', bid.toString(), 'of an option must be >= 0');
  if (offer?.lte(0) === true) return wrong('offer', offer.toString(), 'of an option must be > 0');
  if (offer?.lt(least) === true) {
    return wrong('offer', offer.toString(), `TR-04 must be >= its intrinsic value ${least.toFixed(2)}`);
  }
  return tooMuch('bid', bid, most) ?? tooMuch('offer', offer, most);
}

function tooMuch(path: string, price: Decimal | null, most: Decimal): Refusal | null {
  if (price === null || price.lte(most)) return null;
  return wrong(path, price.toString(), `TR-04 must be <= ${most.toFixed(2)}, all it can pay`);
}

/** A tick wide of the exact ones; null for whatever is not one bought option. */
function boundsOf(input: QuoteInput, priced: readonly PricedLeg[]): { least: Decimal; most: Decimal } | null {
  const one = priced.length === 1 ? priced[0] : undefined;
  const instrument = one?.leg.instrument;
  if (one === undefined || one.leg.side !== 'buy' || instrument?.kind !== 'option') return null;
  const { market, premiumCurrency, policy } = input;
  const { forward, discountFactor } = one.price.valuation;
  const strike = Number(instrument.strike);
  const unit = spotIn(premiumCurrency, instrument.underlying, market);
  const scale = (discountFactor * unit) / (market.underlyings[instrument.underlying]?.spot ?? Number.NaN);
  const isCall = instrument.optionType === 'call';
  const tick = policy.policy.ticks[premiumCurrency];
  const intrinsic = Math.max(isCall ? forward - strike : strike - forward, 0) * scale;
  const { ratio } = one.leg;
  return {
    least: toDecimal(intrinsic).times(ratio).minus(tick),
    most: toDecimal((isCall ? forward : strike) * scale)
      .times(ratio)
      .plus(tick),
  };
}
