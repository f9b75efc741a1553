export {
  type BuiltQuote,
  buildQuote,
  clientSideOfLeg,
  type Passport,
  type QuoteInput,
  type QuoteInputs,
  type TextParts,
} from './build-quote.ts';
export { type DeskPrice, priceForDesk, type Weight, weigh } from './desk-price.ts';
export type { DeskTerms } from './desk-terms.ts';
export { hasMoved } from './has-moved.ts';
export { type MarkUpBps, markUpBps, markUpInPrice } from './mark-up.ts';
export {
  enactPolicy,
  findPolicy,
  findPolicyInForce,
  type PolicyKind,
  type PolicyText,
  storePolicy,
} from './policy-log.ts';
export { insertSpreadPolicy, loadSpreadPolicy } from './policy-store.ts';
export { rebuildQuote } from './rebuild-quote.ts';
export { DEFAULT_SPREAD_POLICY, policyVersion, SpreadPolicy, type VersionedPolicy } from './spread-policy.ts';
export { toDecimalText, toPricingTerms } from './terms.ts';
