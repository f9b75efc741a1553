import type { RfqSide } from '../../contracts/rfq.ts';
import type { Side } from '../../contracts/scalars.ts';
import type { WhatIfRequest } from '../../contracts/what-if.ts';
import { Decimal } from '../../platform/decimal.ts';
import { priceOn } from './figures.ts';
import type { PriceParts } from './past-request.ts';

export interface AcceptanceQuestion {
  readonly rule: WhatIfRequest['acceptance'];
  readonly asked: RfqSide;
  /** The side that was accepted; null when none was. */
  readonly accepted: Side | null;
  /** Whether the client could have taken it: the desk did not withdraw it, and no rule revoked it. */
  readonly wasOpen: boolean;
  readonly was: Pick<PriceParts, 'bid' | 'offer'>;
  readonly now: Pick<PriceParts, 'bid' | 'offer'>;
  /** One unit of the base asset in the premium currency: what basis points are of. */
  readonly spot: number;
}

/** The side that the client would take, or why none. */
export type Acceptance =
  | { readonly side: Side; readonly why: string | null }
  | { readonly side: null; readonly why: string };

const BPS = 10_000;

/** A plain rule, said in every report: price alone decides, against the price of then. */
export function wouldAccept(question: AcceptanceQuestion): Acceptance {
  return question.accepted === null ? ofLost(question) : ofWon(question, question.accepted);
}

function ofWon(question: AcceptanceQuestion, side: Side): Acceptance {
  const better = betterBps(question, side);
  if (better === null) return { side: null, why: 'the side that was accepted is not quoted' };
  const { acceptedBearsBps } = question.rule;
  if (better.gte(new Decimal(acceptedBearsBps).neg())) return { side, why: null };
  return { side: null, why: `worse for the client by ${shown(better.neg())} bps, bears ${acceptedBearsBps}` };
}

function ofLost(question: AcceptanceQuestion): Acceptance {
  const { rule, asked, wasOpen } = question;
  if (!wasOpen) return { side: null, why: 'the desk or a rule ended it, not the client' };
  if (rule.lostIsWonFromBps === 'never') return { side: null, why: 'not accepted then' };
  const sides: readonly Side[] = asked === 'two-way' ? ['buy', 'sell'] : [asked];
  const offers = sides.flatMap((side) => {
    const better = betterBps(question, side);
    return better === null ? [] : [{ side, better }];
  });
  const best = offers.reduce((most, one) => (one.better.gt(most.better) ? one : most), offers[0] ?? NOTHING);
  const isBetter = best.better.gt(0) && best.better.gte(rule.lostIsWonFromBps);
  if (isBetter) return { side: best.side, why: `better for the client by ${shown(best.better)} bps` };
  return { side: null, why: `better by ${shown(best.better)} bps, won from ${rule.lostIsWonFromBps}` };
}

const NOTHING = { side: 'buy' as const, better: new Decimal(0) };

/** How much better for the client; negative is worse. Null where the side is not quoted. */
function betterBps({ was, now, spot }: AcceptanceQuestion, side: Side): Decimal | null {
  const before = priceOn(was, side);
  const after = priceOn(now, side);
  if (before === null || after === null) return null;
  const better = side === 'buy' ? before.minus(after) : after.minus(before);
  return better.isZero() ? better : better.div(spot).times(BPS);
}

function shown(bps: Decimal): string {
  return bps.toDecimalPlaces(4).toFixed();
}
