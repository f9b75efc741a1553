import { type MarketSnapshot, MODEL_VERSION, PricingError } from '../../pricing/index.ts';
import type { RuleFailure } from '../approvals/index.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { type BuiltQuote, buildQuote, type QuoteInput } from '../quoting/index.ts';
import { sizeOf, unitsOf } from './desk/checks.ts';
import type { DeskPolicy } from './desk/policy.ts';
import type { Decision } from './gates.ts';

export type ModelAnswer =
  | { readonly ok: true; readonly built: BuiltQuote }
  | { readonly ok: false; readonly failure: RuleFailure };

/**
 * Rule TR-06, for a price that nobody looks at: terms or a market that the model has no number for are refused like any
 * others, not a fault of ours; and so is everything while the model is none of those that were validated.
 */
export function quoteInModelRange(
  input: QuoteInput,
  { validatedModels = [MODEL_VERSION] }: Pick<DeskPolicy['routing'], 'validatedModels'>,
): ModelAnswer {
  if (!validatedModels.includes(MODEL_VERSION)) {
    const message = `MODEL_RANGE ${MODEL_VERSION} was not validated, as ${validatedModels.join(', ')} was`;
    return { ok: false, failure: { rule: 'TR-06', code: 'MODEL_RANGE', message } };
  }
  try {
    return { ok: true, built: buildQuote(input) };
  } catch (error) {
    if (!(error instanceof PricingError)) throw error;
    const message = `MODEL_RANGE ${MODEL_VERSION} ${error.message}`;
    return { ok: false, failure: { rule: 'TR-06', code: 'MODEL_RANGE', message } };
  }
}

/** The decision with one more rule that failed, after its own. */
export function refusedBy(decision: Decision, failure: RuleFailure): Decision {
  return { ...decision, allowed: false, failures: [...decision.failures, failure] };
}

/** Dollars, as far as they can be measured. */
export interface Sizes {
  readonly notionalUsd: number | null;
  readonly vegaUsd: number | null;
}

/** All of it with a price, the notional with a spot alone. */
export function sizesOf(request: CreateRfqRequest, market: MarketSnapshot | null, model: ModelAnswer | null): Sizes {
  if (model?.ok === true) return sizeOf(request, model.built);
  const spot = market?.underlyings[request.legs[0]?.instrument.underlying ?? '']?.spot;
  return { notionalUsd: spot === undefined ? null : unitsOf(request) * spot, vegaUsd: null };
}
