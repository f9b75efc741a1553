import {
  type MarketSnapshot,
  type Instrument as PricedInstrument,
  type Valuation,
  value,
} from '../../../pricing/index.ts';
import type { PriceRequest } from '../../contracts/price.ts';
import { ok, type Result } from '../../contracts/result.ts';
import type { Leg } from '../../contracts/rfq.ts';
import type { Currency } from '../../contracts/scalars.ts';
import { termsAt } from './averaging.ts';
import { priced } from './fault.ts';
import { legPath } from './legs.ts';

/** One leg of the line, valued for one unit. */
export interface ValuedLeg {
  readonly leg: Leg;
  readonly terms: PricedInstrument;
  readonly valuation: Valuation;
  /** Of the leg in one unit of the package as written: the ratio, negative for a sold leg. */
  readonly ratio: number;
  /** Of the leg in the whole line, signed by both sides. */
  readonly units: number;
}

export interface Line {
  readonly request: PriceRequest;
  readonly premiumCurrency: Currency;
  readonly snapshot: MarketSnapshot;
}

export function valueLeg(leg: Leg, index: number, line: Line): Result<ValuedLeg> {
  const { request, premiumCurrency, snapshot } = line;
  const terms = termsAt(leg.instrument, request.market);
  if (!terms.ok) return terms;
  const valuation = priced(legPath(request, index), () => value(terms.value, snapshot, { premiumCurrency }));
  if (!valuation.ok) return valuation;
  const ratio = (leg.side === 'sell' ? -1 : 1) * Number(leg.ratio);
  const units = (request.side === 'sell' ? -1 : 1) * Number(request.quantity) * ratio;
  return ok({ leg, terms: terms.value, valuation: valuation.value, ratio, units });
}
