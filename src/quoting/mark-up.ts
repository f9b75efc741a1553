import type { MarketSnapshot } from '../../pricing/index.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Passport, TextParts } from './build-quote.ts';
import { spotIn } from './leg-price.ts';

/** Basis points of the package's notional; positive is in the firm's favour, null of a side that is not shown. */
export interface MarkUpBps {
  readonly bid: number | null;
  readonly offer: number | null;
}

const BPS = 1e4;

/**
 * How far each side of a price lies over the model's value, all charges and what a trader added included: what the client
 * gives up against the model, over the notional of all legs at spot, none offsetting another. NaN where the premium's
 * currency has no rate.
 */
export function markUpBps(
  { legs, premiumCurrency }: Pick<CreateRfqRequest, 'legs' | 'premiumCurrency'>,
  { bid, offer }: Pick<Passport, 'bid' | 'offer'>,
  market: MarketSnapshot,
): MarkUpBps {
  const units = legs.reduce((sum, { ratio }) => sum + Number(ratio), 0);
  const notional = units * spotIn(premiumCurrency, legs[0]?.instrument.underlying ?? '', market);
  const over = ({ price, modelValue }: TextParts) => (new Decimal(price).minus(modelValue).toNumber() / notional) * BPS;
  return { bid: bid === null ? null : -over(bid), offer: offer === null ? null : over(offer) };
}

/**
 * What the firm earns by its own choice inside an agreed price: the sales margin, and what a trader added; per unit of
 * the package in the premium currency, never below 0.
 */
export function markUpInPrice(passport: Pick<Passport, 'bid' | 'offer'>, side: 'buy' | 'sell'): Decimal {
  const parts = side === 'buy' ? passport.offer : passport.bid;
  const added = new Decimal(parts?.salesMargin ?? 0).plus(parts?.adjustment ?? 0);
  return Decimal.max(side === 'buy' ? added : added.neg(), 0);
}
