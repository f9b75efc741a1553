export {
  type BuiltQuote,
  buildQuote,
  clientSideOfLeg,
  type Passport,
  type QuoteInput,
  type TextParts,
} from './build-quote.ts';
export { type DeskPrice, type DeskTerms, priceForDesk, type Weight, weigh } from './desk-price.ts';
export { hasMoved } from './has-moved.ts';
export { insertSpreadPolicy, loadSpreadPolicy } from './policy-store.ts';
export { DEFAULT_SPREAD_POLICY, policyVersion, SpreadPolicy, type VersionedPolicy } from './spread-policy.ts';
export { toDecimalText, toPricingTerms } from './terms.ts';
