import type { Instrument as PricedInstrument } from '../../../pricing/index.ts';
import type { Instrument } from '../../contracts/instrument.ts';
import type { PriceMarket } from '../../contracts/price-market.ts';
import { ok, type Result } from '../../contracts/result.ts';
import { toInstant } from '../../platform/clock.ts';
import { toPricingTerms } from '../../quoting/index.ts';
import { fault } from './fault.ts';
import { own } from './own.ts';

/**
 * The terms of one leg as the model sees them at the line's time. Inside the averaging window an option needs the
 * average since it opened; at and after expiry, without one, it ends on the spot.
 */
export function termsAt(instrument: Instrument, market: PriceMarket): Result<PricedInstrument> {
  const terms = toPricingTerms(instrument);
  const { averagingMs, ...settlement } = terms.settlement;
  const asOf = Date.parse(market.asOf);
  if (terms.kind !== 'option' || averagingMs === undefined) return ok(terms);
  const opens = terms.expiry - averagingMs;
  const average = own(market.realisedAverage, terms.underlying);
  const known = average !== undefined && Date.parse(average.from) === opens;
  if (known || asOf <= opens) return ok(terms);
  if (asOf >= terms.expiry) return ok({ ...terms, settlement });
  const path = `market.realisedAverage.${terms.underlying}`;
  const window = `the averaging window, which opened at ${toInstant(opens)}`;
  if (average === undefined) return fault(path, undefined, `is required inside ${window}`);
  return fault(`${path}.from`, average.from, `must be the start of ${window}`);
}
