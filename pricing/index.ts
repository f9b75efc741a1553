export {
  black76Prices,
  greekColumns,
  type ImpliedVolatilityColumns,
  impliedVolatilities,
  type PriceColumns,
  spotOptionGreeks,
} from './batch.ts';
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
export type { BlackColumns } from './models/black-kernel.ts';
export { type Black76Input, type Black76Value, black76, black76Price } from './models/black76.ts';
export { type DigitalValue, digitalOption } from './models/digital.ts';
export type { GreekColumns, SpotColumns } from './models/greek-kernel.ts';
export {
  type InverseOptionInput,
  type InverseOptionValue,
  inverseOption,
  inverseSettlement,
} from './models/inverse.ts';
export {
  type SpotForwardInput,
  type SpotOptionInput,
  type SpotOptionValue,
  spotOption,
  spotOptionOnForward,
} from './models/spot-option.ts';
export type {
  DigitalTerms,
  ForwardTerms,
  Instrument,
  OptionTerms,
  OptionType,
  Settlement,
} from './products/instrument.ts';
export {
  box,
  butterfly,
  calendarSpread,
  collar,
  conversion,
  ironButterfly,
  ironCondor,
  ratioSpread,
  riskReversal,
  type StrategyTerms,
  straddle,
  strangle,
  syntheticForward,
  verticalSpread,
} from './products/strategies.ts';
export {
  type CellShock,
  NO_SHOCK,
  type SmileRows,
  type UnderlyingShock,
  type VolatilityShock,
} from './scenarios/cell-shock.ts';
export { type InstrumentBook, instrumentBook, type Series } from './scenarios/instrument-book.ts';
export { makeRevaluation, type Revaluation } from './scenarios/revaluation.ts';
export type { SeriesState } from './scenarios/series-state.ts';
export { VALUE_COLUMNS, type ValueColumn, type ValueColumns } from './scenarios/value-columns.ts';
export { MS_PER_YEAR, yearsBetween } from './time.ts';
export type { Greeks, PackageLeg, PackageValuation, Valuation, ValuationRequest } from './valuation.ts';
export { MODEL_VERSION, value, valuePackage } from './value.ts';
export { type VegaBucket, vegaBuckets } from './vega-buckets.ts';
export { type ArbitrageReport, surfaceArbitrage } from './volatility/arbitrage.ts';
export type { SliceMethod } from './volatility/calibrate-slice.ts';
export { type CalibratedSurface, calibrateSurface, type SliceReport } from './volatility/calibrate-surface.ts';
export {
  type ChainExpiry,
  type ChainFilter,
  DEFAULT_CHAIN_FILTER,
  type OptionChain,
  type OptionQuote,
} from './volatility/chain.ts';
export {
  type AtmConvention,
  atmStrike,
  DEFAULT_ATM_CONVENTION,
  DEFAULT_DELTA_CONVENTION,
  type DeltaConvention,
  type DeltaQuery,
  deltaOfStrike,
  type SmileMarket,
  strikeOfDelta,
} from './volatility/delta.ts';
export {
  type ImpliedVolatility,
  type ImpliedVolatilityInput,
  impliedVolatility,
  type NoVolatility,
  type NoVolatilityCode,
} from './volatility/implied.ts';
export { type SsviSlice, ssviHasNoButterfly, ssviJet, ssviToSvi } from './volatility/ssvi.ts';
export { volatilityAt, volatilitySlope } from './volatility/surface.ts';
export {
  butterflyG,
  riskNeutralDensity,
  type SviJumpWings,
  type SviParameters,
  sviJet,
  sviJumpWings,
  sviTotalVariance,
  type VarianceJet,
} from './volatility/svi.ts';
export { type VannaVolgaSmile, type VannaVolgaValue, vannaVolga } from './volatility/vanna-volga.ts';
