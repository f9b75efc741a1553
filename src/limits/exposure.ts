import type { LIMIT_KINDS, LimitMeasure } from '../contracts/limits.ts';
import type { QuoteReference } from '../contracts/quote.ts';
import type { CreateRfqRequest, RfqSide } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';

export type LimitKind = (typeof LIMIT_KINDS)[number];
/** In coins, as approvals bound them: delta, and the change of delta for a dollar of spot. */
export type BoundMeasure = LimitMeasure | 'delta' | 'gamma';

/** What a request puts at stake, measured once, when its price is released; what accepts it consumes just that. */
export interface Exposure {
  readonly accountId: string;
  /** Who quoted it; null of an automatic price. */
  readonly trader: string | null;
  readonly underlying: string;
  readonly kind: LimitKind;
  /** The last leg's expiry; UTC epoch ms. Nothing is at stake after it. */
  readonly until: number;
  /** The sides that may come about: the asked one, or the accepted one. */
  readonly side: RfqSide;
  /** Dollars of potential exposure when the client buys, and when it sells; decimal text. */
  readonly creditUsd: { readonly [S in Side]: string };
  /** If the client buys: selling turns the sign of all but the notional. */
  readonly measures: { readonly [M in LimitMeasure]: number };
  /** What it was measured at; dollars. */
  readonly spot: number;
  /** The records of the register that it rests on. */
  readonly approvalIds: readonly string[];
}

const PERCENT = 0.01;

/**
 * Dollars by measure for a client that buys. `reference` is the whole package's, per unit of its quantity: delta per
 * dollar of spot, gamma per dollar of it, vega per 1.00 of volatility.
 */
export function measuresOf(
  { legs, quantity }: Pick<CreateRfqRequest, 'legs' | 'quantity'>,
  reference: Pick<QuoteReference, 'spot' | 'delta' | 'gamma' | 'vega'>,
): Exposure['measures'] {
  const spot = Number(reference.spot);
  const units = Number(quantity);
  return {
    notionalUsd: legs.reduce((sum, { ratio }) => sum + Number(ratio), 0) * units * spot,
    deltaUsd: Number(reference.delta) * units * spot,
    gammaUsd: Number(reference.gamma) * units * spot * spot * PERCENT,
    vegaUsd: Number(reference.vega) * units,
  };
}

/** The one kind of all legs, or `package`. */
export function kindOf(legs: CreateRfqRequest['legs']): LimitKind {
  const [first, ...others] = legs.map(({ instrument }) => instrument.kind);
  return first !== undefined && others.every((kind) => kind === first) ? first : 'package';
}

/** When the last leg has expired; UTC epoch ms. */
export function lastExpiryOf(legs: CreateRfqRequest['legs']): number {
  return Math.max(...legs.map(({ instrument }) => Date.parse(instrument.expiry)));
}

/** How far this one may move a total: from `low` to `high`, dollars. What is only quoted may also come to nothing. */
export function reachOf(exposure: Exposure, measure: BoundMeasure, { certain }: { readonly certain: boolean }): Reach {
  const ifBought = ifBoughtOf(exposure, measure);
  const moves = sidesOf(exposure.side).map((side) =>
    measure === 'notionalUsd' || side === 'buy' ? ifBought : -ifBought,
  );
  const ends = certain ? moves : [0, ...moves];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

function ifBoughtOf({ measures, spot }: Exposure, measure: BoundMeasure): number {
  if (measure === 'delta') return measures.deltaUsd / spot;
  return measure === 'gamma' ? measures.gammaUsd / (spot * spot * PERCENT) : measures[measure];
}

export interface Reach {
  readonly low: number;
  readonly high: number;
}

function sidesOf(side: RfqSide): readonly Side[] {
  return side === 'two-way' ? ['buy', 'sell'] : [side];
}
