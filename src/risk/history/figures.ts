import { creditUseUsd } from '../../clients/index.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { Side } from '../../contracts/scalars.ts';
import type { WhatIfSide } from '../../contracts/what-if.ts';
import { measuresOf } from '../../limits/index.ts';
import { Decimal } from '../../platform/decimal.ts';
import type { PriceParts } from './past-request.ts';

const CENTS = 2;

/** Dollars to the cent, half to even. */
export function cents(amount: Decimal | number): string {
  return new Decimal(amount).toDecimalPlaces(CENTS).toFixed();
}

/** What the client pays (`buy`) or gets (`sell`) for one unit; null for a side that was not quoted. */
export function priceOn({ bid, offer }: Pick<PriceParts, 'bid' | 'offer'>, side: Side): Decimal | null {
  const text = side === 'buy' ? offer : bid;
  return text === null ? null : new Decimal(text);
}

/** What the desk earns on one unit over `value`, in the premium currency. */
export function earnedOver(value: Decimal, { price, side }: { readonly price: Decimal; readonly side: Side }): Decimal {
  return side === 'buy' ? price.minus(value) : value.minus(price);
}

/** Dollars for one unit of the premium currency; null where the market has no rate. */
export function usdPerUnit(
  { premiumCurrency, legs }: Pick<CreateRfqRequest, 'premiumCurrency' | 'legs'>,
  market: { readonly spot: number; readonly conversions: Readonly<Record<string, number>> },
): number | null {
  const [base, quote] = (legs[0]?.instrument.underlying ?? '').split('-');
  if (premiumCurrency === quote) return 1;
  return premiumCurrency === base ? market.spot : (market.conversions[premiumCurrency] ?? null);
}

/** Price less model value for the whole quantity, in dollars. */
export function marginUsd(
  parts: Pick<PriceParts, 'bid' | 'offer' | 'passport'>,
  { side, quantity, usd }: { readonly side: Side; readonly quantity: string; readonly usd: number | null },
): string | null {
  const price = priceOn(parts, side);
  const passport = side === 'buy' ? parts.passport.offer : parts.passport.bid;
  if (price === null || passport === null || usd === null) return null;
  return cents(earnedOver(new Decimal(passport.modelValue), { price, side }).times(quantity).times(usd));
}

/** What a trade takes of the limits, as they are measured when a price is released. */
export function limitUse(
  request: CreateRfqRequest,
  { side, reference, at }: { readonly side: Side; readonly reference: PriceParts['reference']; readonly at: string },
): Pick<WhatIfSide, 'creditUsd' | 'notionalUsd' | 'deltaUsd' | 'vegaUsd'> {
  const { legs, quantity, unwinds } = request;
  const measures = measuresOf(request, reference);
  const sign = side === 'buy' ? 1 : -1;
  const credit = creditUseUsd({ legs, side, quantity, spot: Number(reference.spot), now: Date.parse(at) });
  return {
    creditUsd: unwinds === undefined ? cents(credit) : '0',
    notionalUsd: cents(measures.notionalUsd),
    deltaUsd: cents(sign * measures.deltaUsd),
    vegaUsd: cents(sign * measures.vegaUsd),
  };
}
