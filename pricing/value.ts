import type { MarketSnapshot } from './market.ts';
import { valueDigital } from './products/digital.ts';
import { valueForward } from './products/forward.ts';
import type { Instrument } from './products/instrument.ts';
import { valueOption } from './products/option.ts';
import { sumPackage } from './products/package.ts';
import type { PackageLeg, PackageValuation, Valuation, ValuationRequest } from './valuation.ts';

/** Changes whenever the digits of any price may change. Stored with each quote; a replay names the one it needs. */
export const MODEL_VERSION = 'black76-8';

/**
 * Values one unit of one instrument on one market: a pure function of its arguments, to the last bit.
 * @throws PricingError when the market or the terms do not allow a price.
 */
export function value(instrument: Instrument, market: MarketSnapshot, request: ValuationRequest): Valuation {
  switch (instrument.kind) {
    case 'forward':
      return valueForward(instrument, market, request);
    case 'option':
      return valueOption(instrument, market, request);
    case 'digital':
      return valueDigital(instrument, market, request);
  }
}

/** Values one unit of a package as written (bought): the signed sum of its legs, with each leg's own valuation. */
export function valuePackage(
  legs: readonly PackageLeg<Instrument>[],
  market: MarketSnapshot,
  request: ValuationRequest,
): PackageValuation {
  return sumPackage(legs, (instrument) => value(instrument, market, request));
}
