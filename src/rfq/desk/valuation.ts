import { PricingError } from '../../../pricing/index.ts';
import type { DeskValuation } from '../../contracts/desk.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import { type Clock, toInstant } from '../../platform/clock.ts';
import type { Executor } from '../../platform/database/database.ts';
import { buildQuote, toDecimalText, weigh } from '../../quoting/index.ts';
import { readRfq } from '../records.ts';
import type { Rulebook, Rulebooks } from '../rulebook.ts';
import { sizeOf, toleranceOf } from './checks.ts';
import { inputOf } from './price-request.ts';

/** A request that somebody watches: its terms never change, so it is read once. */
export interface Watched {
  readonly rfqId: string;
  readonly accountId: string;
  readonly request: CreateRfqRequest;
}

/** Null when there is no such request. */
export async function readWatched(db: Executor, rfqId: string): Promise<Watched | null> {
  const rfq = await readRfq(db, rfqId, { lock: false });
  return rfq === null ? null : { rfqId, accountId: rfq.accountId, request: rfq.request };
}

export type ValueForDesk = (watched: Watched, market: IdentifiedSnapshot) => DeskValuation;

/** The model's value, the policy's bid and offer, greeks and passport of a request on one market. */
export function makeValueForDesk({ rulebooks, clock }: { rulebooks: Rulebooks; clock: Clock }): ValueForDesk {
  return (watched, market) => {
    const about = { rfqId: watched.rfqId, at: toInstant(clock.now()), snapshotId: market.id };
    try {
      return { ...about, price: priceNow(watched, market, rulebooks.current()), fault: null };
    } catch (error) {
      if (!(error instanceof PricingError)) throw error;
      return { ...about, price: null, fault: error.message };
    }
  };
}

function priceNow(
  { request, accountId }: Watched,
  market: IdentifiedSnapshot,
  rulebook: Rulebook,
): DeskValuation['price'] {
  const input = inputOf(request, { accountId, rulebook, market });
  const built = buildQuote(input);
  const weight = weigh(input);
  const { notionalUsd, vegaUsd } = sizeOf(request, built);
  return {
    mid: weight.mid.toDecimalPlaces(18).toString(),
    bid: built.bid,
    offer: built.offer,
    tolerance: toDecimalText(toleranceOf(weight, rulebook.desk.policy.tolerance)),
    reference: built.reference,
    legs: built.legs,
    passport: built.passport,
    notionalUsd: notionalUsd.toFixed(2),
    vegaUsd: toDecimalText(vegaUsd),
  };
}
