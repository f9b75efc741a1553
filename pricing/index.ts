export {
  annualisedBasis,
  buildForwardCurve,
  carryFromFunding,
  coinDiscountCurve,
  type DatedForward,
  type ParityConvention,
  type ParityPair,
  parityForward,
} from './curves/build-forward.ts';
export { type CurveInstant, discountFactor, zeroRate } from './curves/discount.ts';
export { type ForwardQuery, forwardPrice } from './curves/forward.ts';
export { PricingError, type PricingErrorCode } from './errors.ts';
export type * from './market.ts';
export { type Black76Input, type Black76Value, black76, black76Price } from './models/black76.ts';
export {
  type InverseOptionInput,
  type InverseOptionValue,
  inverseOption,
  inverseSettlement,
} from './models/inverse.ts';
export { type SpotOptionInput, type SpotOptionValue, spotOption } from './models/spot-option.ts';
export type { ForwardTerms, Instrument, OptionTerms, OptionType, Settlement } from './products/instrument.ts';
export { MS_PER_YEAR, yearsBetween } from './time.ts';
export type { Greeks, PackageLeg, PackageValuation, Valuation, ValuationRequest } from './valuation.ts';
export { MODEL_VERSION, value, valuePackage } from './value.ts';
export {
  type ImpliedVolatility,
  type ImpliedVolatilityInput,
  impliedVolatility,
  type NoVolatility,
  type NoVolatilityCode,
} from './volatility/implied.ts';
export { volatilityAt } from './volatility/surface.ts';
