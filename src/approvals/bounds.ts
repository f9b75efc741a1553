import type { RejectCode } from '../contracts/errors.ts';
import type { Leg } from '../contracts/rfq.ts';
import type { Currency } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';
import type { PreparedApproval } from './prepared.ts';
import type { RuleFailure } from './rule-failure.ts';

/** What the measured bounds go by; both in the quote currency per unit. */
export interface MeasuredMarket {
  readonly spot: number;
  /** Forward to an expiry, UTC epoch ms. */
  readonly forwardTo: (expiry: number) => number;
}

/** What is held against a record: one leg, or the whole package. */
interface Asked {
  readonly index: number | null;
  readonly legs: readonly Leg[];
}

interface BoundQuestion {
  readonly quantity: string;
  readonly premiumCurrency: Currency;
  readonly closes?: boolean;
  readonly market?: MeasuredMarket | null;
  readonly now: number;
}

const DAY_MS = 86_400_000;
/** Options and forwards end at the market's cut unless a record allows other times. */
const CUT_UTC = 'T08:00:00.000Z';

/** Every bound of one record that is broken. What closes a position is held to its fixing and currencies alone. */
export function boundFailures(one: PreparedApproval, asked: Asked, question: BoundQuestion): RuleFailure[] {
  const opening =
    question.closes === true
      ? []
      : [
          ...quantityFailures(one, asked, question),
          ...expiryFailures(one, asked, question),
          ...measuredFailures(one, asked, question),
        ];
  return [...opening, ...fixingFailures(one, asked), ...premiumFailures(one, asked, question)];
}

const whereOf = ({ index }: Asked) => (index === null ? 'package' : `leg ${index}`);

function bound(asked: Asked, code: RejectCode, message: string): RuleFailure {
  return { rule: 'PA-05', code, message: `${whereOf(asked)}: BOUND ${message}` };
}

function quantityFailures(one: PreparedApproval, asked: Asked, question: BoundQuestion): RuleFailure[] {
  const { minQuantity, maxQuantity, from, approval } = one;
  const ratio = asked.index === null ? '1' : (asked.legs[0]?.ratio ?? '1');
  const quantity = new Decimal(question.quantity).times(ratio);
  const { min, max } = approval.terms.quantity;
  const message = `quantity=${quantity} allowed ${min}-${max} ${from}`;
  if (quantity.lt(minQuantity)) return [bound(asked, 'SIZE_BELOW_MIN', message)];
  return quantity.gt(maxQuantity) ? [bound(asked, 'SIZE_ABOVE_MAX', message)] : [];
}

function expiryFailures({ approval, from }: PreparedApproval, asked: Asked, { now }: BoundQuestion): RuleFailure[] {
  const { tenorDays, nonStandardExpiry } = approval.terms;
  return [...new Set(asked.legs.map(({ instrument }) => instrument.expiry))].flatMap((expiry) => {
    const failures: RuleFailure[] = [];
    const days = (Date.parse(expiry) - now) / DAY_MS;
    if (!(days >= tenorDays.min && days <= tenorDays.max)) {
      const allowed = `allowed ${tenorDays.min}-${tenorDays.max} ${from}`;
      failures.push(bound(asked, 'TENOR_NOT_SUPPORTED', `tenorDays=${days.toFixed(3)} ${allowed}`));
    }
    if (!nonStandardExpiry && !expiry.endsWith(CUT_UTC)) {
      const message = `${whereOf(asked)}: DATE expiry ${expiry} is not at the cut of 08:00 UTC ${from}`;
      failures.push({ rule: 'ST-05', code: 'INVALID_EXPIRY', message });
    }
    return failures;
  });
}

/** Bounds that need a market: without one they cannot be held, which refuses. */
function measuredFailures(one: PreparedApproval, asked: Asked, question: BoundQuestion): RuleFailure[] {
  const perTrade = one.limits.find(({ name }) => name === 'perTradeNotionalUsd');
  const hasStrikes = one.strike !== null && asked.index !== null;
  const { market } = question;
  if (market === undefined || (perTrade === undefined && !hasStrikes)) return [];
  if (market === null) {
    const message = `${whereOf(asked)}: BOUND strike and notional cannot be measured without a market ${one.from}`;
    return [{ rule: 'PA-05', code: 'NO_MARKET_DATA', message }];
  }
  const failures = hasStrikes ? strikeFailures(one, asked, market) : [];
  if (perTrade === undefined) return failures;
  const units = asked.legs.reduce((sum, { ratio }) => sum.plus(ratio), new Decimal(0)).times(question.quantity);
  const notional = units.times(market.spot);
  if (notional.lte(perTrade.max)) return failures;
  const message = `notionalUsd=${notional.toFixed(2)} allowed 0-${perTrade.max} ${one.from}`;
  return [...failures, bound(asked, 'SIZE_ABOVE_MAX', message)];
}

function strikeFailures({ strike, approval, from }: PreparedApproval, asked: Asked, market: MeasuredMarket) {
  const instrument = asked.legs[0]?.instrument;
  const range = approval.terms.strikePercentOfForward;
  if (strike === null || range === null || instrument?.strike === undefined) return [];
  const share = Number(instrument.strike) / market.forwardTo(Date.parse(instrument.expiry));
  if (share >= strike.min && share <= strike.max) return [];
  const message = `strike=${instrument.strike} (${(share * 100).toFixed(2)}% of forward) allowed ${range.min}-${range.max}% ${from}`;
  return [bound(asked, 'INVALID_STRIKE', message)];
}

function fixingFailures({ fixings, approval, from }: PreparedApproval, asked: Asked): RuleFailure[] {
  const names = [...new Set(asked.legs.map(({ instrument }) => instrument.settlement.fixing))];
  return names
    .filter((name) => !fixings.has(name))
    .map((name) => {
      const message = `fixing=${name} allowed ${approval.terms.fixings.join(', ')} ${from}`;
      return bound(asked, 'PRODUCT_NOT_APPROVED', message);
    });
}

function premiumFailures(one: PreparedApproval, asked: Asked, { premiumCurrency }: BoundQuestion): RuleFailure[] {
  if (one.premiumCurrencies.has(premiumCurrency)) return [];
  const allowed = one.approval.terms.premiumCurrencies.join(', ');
  const message = `${whereOf(asked)}: SETTLE_ASSET premiumCurrency=${premiumCurrency} allowed ${allowed} ${one.from}`;
  return [{ rule: 'ST-01', code: 'PRODUCT_NOT_APPROVED', message }];
}
