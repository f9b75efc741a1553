import type { RuleFailure } from '../approvals/index.ts';
import { type Account, creditUseUsd } from '../clients/index.ts';
import type { CreateRfqRequest, RfqSide } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import { type Exposure, kindOf, lastExpiryOf, measuresOf } from '../limits/index.ts';
import { Decimal } from '../platform/decimal.ts';
import type { BuiltQuote } from '../quoting/index.ts';

export interface CreditQuestion {
  readonly request: CreateRfqRequest;
  /** The sides that may still come about. */
  readonly side: RfqSide;
  readonly account: Account;
  /** What was measured when the price was released; null before, when it is measured by `spot`. */
  readonly exposure: Exposure | null;
  readonly spot: number | null;
  readonly creditUsedUsd: string;
  readonly now: number;
}

/** Rule TR-01: headroom after the trade must not be below zero, on the dearer side. */
export function creditFailures({ account, creditUsedUsd }: CreditQuestion, ceiling: Decimal | null): RuleFailure[] {
  if (ceiling === null || ceiling.gte(creditUsedUsd)) return [];
  const limit = new Decimal(account.creditLimitUsd);
  const message = `CREDIT need=${limit.minus(ceiling).toFixed(2)} avail=${limit.minus(creditUsedUsd).toFixed(2)} USD`;
  return [{ rule: 'TR-01', code: 'CREDIT_INSUFFICIENT', message }];
}

/** The most dollars that may be in use for rule TR-01 to hold; null when nothing is needed, or there is no spot. */
export function creditCeilingUsd(question: CreditQuestion): Decimal | null {
  const { request, side, account, exposure, spot, now } = question;
  // What closes a trade adds nothing that can be owed.
  if (request.unwinds !== undefined || (exposure === null && spot === null)) return null;
  const { legs, quantity } = request;
  const sides: Side[] = side === 'two-way' ? ['buy', 'sell'] : [side];
  const need = sides
    .map((one) => exposure?.creditUsd[one] ?? creditUseUsd({ legs, side: one, quantity, spot: spot ?? 0, now }))
    .reduce((most: Decimal, one) => Decimal.max(most, one), new Decimal(0));
  return need.isZero() ? null : new Decimal(account.creditLimitUsd).minus(need);
}

/** What a price puts at stake, measured by what it was computed from. */
export function exposureOf(
  request: CreateRfqRequest,
  {
    accountId,
    trader,
    built,
    approvalIds = [],
    now,
  }: {
    accountId: string;
    trader: string | null;
    built: Pick<BuiltQuote, 'reference'>;
    /** The records that let the price go; the gates name them. */
    approvalIds?: readonly string[];
    now: number;
  },
): Exposure {
  const { legs, quantity, side, unwinds } = request;
  const spot = Number(built.reference.spot);
  const creditOn = (one: Side) =>
    unwinds === undefined ? creditUseUsd({ legs, side: one, quantity, spot, now }).toFixed() : '0';
  return {
    accountId,
    trader,
    underlying: legs[0]?.instrument.underlying ?? '',
    kind: kindOf(legs),
    until: lastExpiryOf(legs),
    side,
    creditUsd: {
      buy: side === 'sell' ? '0' : creditOn('buy'),
      sell: side === 'buy' ? '0' : creditOn('sell'),
    },
    measures: measuresOf(request, built.reference),
    spot,
    approvalIds,
  };
}

/** The exposure under the records that a decision rests on: what their bounds count it by. */
export function restingOn(
  exposure: Exposure,
  { approvals }: { readonly approvals: readonly { readonly approvalId: string }[] },
): Exposure {
  return { ...exposure, approvalIds: approvals.map(({ approvalId }) => approvalId) };
}
