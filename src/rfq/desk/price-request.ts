import { PricingError } from '../../../pricing/index.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import {
  type DeskPrice,
  type DeskTerms,
  priceForDesk,
  type QuoteInput,
  type Weight,
  weigh,
} from '../../quoting/index.ts';
import type { Rulebook } from '../rulebook.ts';
import { type Size, sizeOf, toleranceOf } from './checks.ts';

/** What of the rules a price depends on. */
export type PricingRules = Pick<Rulebook, 'accounts' | 'policy'>;

/** What a request is priced with: its account's tier and the policy in force, on one market. */
export function inputOf(
  request: CreateRfqRequest,
  { accountId, rulebook, market }: { accountId: string; rulebook: PricingRules; market: IdentifiedSnapshot },
): QuoteInput {
  const { legs, side, premiumCurrency } = request;
  const tier = rulebook.accounts.get(accountId)?.tier;
  if (tier === undefined) throw new Error(`account ${accountId} has an RFQ but is in no rulebook`);
  return {
    legs,
    side,
    premiumCurrency,
    tier,
    policy: rulebook.policy,
    market: market.snapshot,
    snapshotId: market.id,
  };
}

export interface Priced {
  readonly price: DeskPrice;
  readonly weight: Weight;
  readonly size: Size;
  /** Rule TR-04; per unit, in the premium currency. */
  readonly tolerance: number;
}

/** A person's terms on this market, with what they weigh; MODEL_RANGE where the model has no number. */
export function priceRequest(
  request: CreateRfqRequest,
  terms: DeskTerms,
  on: { accountId: string; rulebook: Rulebook; market: IdentifiedSnapshot },
): Result<Priced> {
  try {
    const input = inputOf(request, on);
    const price = priceForDesk(input, terms);
    if (!price.ok) return price;
    const weight = weigh(input);
    const tolerance = toleranceOf(weight, on.rulebook.desk.policy.tolerance);
    return ok({ price: price.value, weight, size: sizeOf(request, price.value.built), tolerance });
  } catch (error) {
    if (!(error instanceof PricingError)) throw error;
    return reject('MODEL_RANGE', `TR-06 MODEL_RANGE ${error.message}`);
  }
}
