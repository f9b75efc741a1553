import { PricingError, requirePositive } from '../errors.ts';
import { addScaled, NO_GREEKS, type PackageLeg, type PackageValuation, type Valuation } from '../valuation.ts';
import type { Instrument } from './instrument.ts';

/**
 * Adds up leg valuations, all in one currency: + ratio for a bought leg, − ratio for a sold one.
 *
 * @throws PricingError INVALID_INPUT without legs or with a ratio that is not > 0; NOT_APPLICABLE when outright forwards
 *   (whose price is a level) are mixed with legs that have a premium. Outright forwards alone give the roll.
 */
export function sumPackage(
  legs: readonly PackageLeg<Instrument>[],
  valueLeg: (instrument: Instrument) => Valuation,
): PackageValuation {
  requireSummable(legs);
  const valuations = legs.map((leg) => valueLeg(leg.instrument));
  let price = 0;
  let greeks = NO_GREEKS;
  for (const [index, leg] of legs.entries()) {
    const valuation = valuations[index] as Valuation;
    const units = leg.side === 'buy' ? leg.ratio : -leg.ratio;
    price += units * valuation.price;
    greeks = addScaled(greeks, valuation.greeks, units);
  }
  return { price, currency: (valuations[0] as Valuation).currency, greeks, legs: valuations };
}

function requireSummable(legs: readonly PackageLeg<Instrument>[]): void {
  if (legs.length === 0) throw new PricingError('INVALID_INPUT', 'package must have at least one leg, had none');
  for (const leg of legs) requirePositive('ratio', leg.ratio);
  const outrights = legs.filter(({ instrument }) => instrument.kind === 'forward' && instrument.strike === undefined);
  if (outrights.length === 0 || outrights.length === legs.length) return;
  throw new PricingError(
    'NOT_APPLICABLE',
    `package must not mix outright forwards with premium legs, had ${outrights.length} of ${legs.length}; give the forward a strike`,
    { outrights: outrights.length, legs: legs.length },
  );
}
