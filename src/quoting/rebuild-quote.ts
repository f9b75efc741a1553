import type { Result } from '../contracts/result.ts';
import { ok } from '../contracts/result.ts';
import { type BuiltQuote, buildQuote, type QuoteInput } from './build-quote.ts';
import { priceForDesk } from './desk-price.ts';
import type { DeskTerms } from './desk-terms.ts';

/**
 * The quote once more, by the policy alone (`terms` null) or as a person priced it: the same function that made it, so
 * that the same inputs give the same digits.
 *
 * @throws PricingError where the model has no number.
 */
export function rebuildQuote(input: QuoteInput, terms: DeskTerms | null): Result<BuiltQuote> {
  if (terms === null) return ok(buildQuote(input));
  const priced = priceForDesk(input, terms);
  return priced.ok ? ok(priced.value.built) : priced;
}
