import { Decimal } from '../platform/decimal.ts';
import type { ApprovalVersion } from './approval.ts';
import type { LimitName, PreparedApproval } from './prepared.ts';

/** The tightest value of one limit, and the record that says so. Decimal text. */
export interface RegisterLimit {
  readonly max: string;
  readonly from: ApprovalVersion;
}

/** A limit that no matching record sets is not there. */
export type RegisterLimits = Readonly<Partial<Record<LimitName, RegisterLimit>>>;

/** What all matching records let a price lie over the model's value; basis points of the notional, inclusive. */
export interface MarkUpBand {
  readonly min: { readonly bps: string; readonly from: ApprovalVersion };
  readonly max: { readonly bps: string; readonly from: ApprovalVersion };
  /** What the client is told, each text once. */
  readonly disclosure: string;
}

/** How the matching records want a request to be worked on. */
export interface Handling {
  readonly autoQuoteAllowed: boolean;
  /** Above it a person prices; US dollars, null without a bound. */
  readonly maxAutoNotionalUsd: number | null;
  /** Above it a second person looks at the price; US dollars, null without a bound. */
  readonly fourEyesAboveUsd: number | null;
  /** 1 to 5, the highest of all; null where nothing matched. */
  readonly riskRating: number | null;
  /** Every category that a corporate client's assessment has to cover. */
  readonly cpiCategories: readonly string[];
  /** Rule TR-13; null where no record sets one. */
  readonly markUp: MarkUpBand | null;
  /** Revoked or denied records that only two people of the desk may close under. */
  readonly closesUnder: readonly ApprovalVersion[];
}

export function tightestLimits(matched: readonly PreparedApproval[]): RegisterLimits {
  const tightest = new Map<LimitName, { max: Decimal; from: ApprovalVersion }>();
  for (const { limits, used } of matched) {
    for (const { name, max } of limits) {
      const known = tightest.get(name);
      if (known === undefined || max.lt(known.max)) tightest.set(name, { max, from: used });
    }
  }
  return Object.fromEntries([...tightest].map(([name, { max, from }]) => [name, { max: max.toString(), from }]));
}

export function handlingOf(matched: readonly PreparedApproval[], overridden: readonly PreparedApproval[]): Handling {
  const terms = matched.map(({ approval }) => approval.terms);
  const ratings = terms.flatMap(({ classification }) => classification?.riskRating ?? []);
  return {
    autoQuoteAllowed: overridden.length === 0 && terms.every(({ autoQuoteAllowed }) => autoQuoteAllowed),
    maxAutoNotionalUsd: least(terms.map(({ maxAutoNotionalUsd }) => maxAutoNotionalUsd)),
    fourEyesAboveUsd: least(terms.map(({ fourEyesAboveUsd }) => fourEyesAboveUsd)),
    riskRating: ratings.length === 0 ? null : Math.max(...ratings),
    cpiCategories: [...new Set(terms.flatMap(({ cpiCategory }) => cpiCategory ?? []))],
    markUp: markUpBandOf(matched),
    closesUnder: overridden.map(({ used }) => used),
  };
}

function least(values: readonly (string | null)[]): number | null {
  const bounds = values.flatMap((value) => (value === null ? [] : [Number(value)]));
  return bounds.length === 0 ? null : Math.min(...bounds);
}

/** The tightest of both ends, which may leave nothing between them. */
function markUpBandOf(matched: readonly PreparedApproval[]): MarkUpBand | null {
  const bands = matched.flatMap(({ approval, used }) => {
    const { markUp } = approval.terms;
    return markUp === undefined ? [] : [{ ...markUp, from: used }];
  });
  const [first, ...others] = bands;
  if (first === undefined) return null;
  const lowest = others.reduce((most, one) => (new Decimal(one.minBps).gt(most.minBps) ? one : most), first);
  const highest = others.reduce((least, one) => (new Decimal(one.maxBps).lt(least.maxBps) ? one : least), first);
  return {
    min: { bps: lowest.minBps, from: lowest.from },
    max: { bps: highest.maxBps, from: highest.from },
    disclosure: [...new Set(bands.map(({ disclosure }) => disclosure))].join(' '),
  };
}
