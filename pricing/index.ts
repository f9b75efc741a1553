export type * from './market.ts';
export type { ForwardTerms, Instrument, OptionTerms, OptionType, Settlement } from './products/instrument.ts';
export { type Greeks, MODEL_VERSION, type Valuation, type ValuationRequest, value } from './value.ts';
