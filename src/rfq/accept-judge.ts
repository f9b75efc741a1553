import type { AcceptReceipt } from '../contracts/accept.ts';
import type { Exposure, OpenExposure } from '../limits/index.ts';
import type { IdentifiedSnapshot, MarketGuards, MarketLimits } from '../market/index.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { IdSource } from '../platform/ids.ts';
import { type LiveQuote, priceOn } from './accept-checks.ts';
import type { Attempt } from './acceptances.ts';
import { clientSideOf } from './client-gate.ts';
import { type Decision, evaluateGates } from './gates.ts';
import type { RfqRow } from './records.ts';
import type { Rulebook } from './rulebook.ts';

export interface AcceptJudgeDeps {
  readonly market: { current(): IdentifiedSnapshot | null };
  readonly limits: MarketLimits;
  readonly guards: Pick<MarketGuards, 'halts'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** All that check 6 looks at, as it stood in one reading. */
export interface AcceptBasis {
  readonly attempt: Attempt;
  readonly rfq: RfqRow;
  readonly quote: LiveQuote;
  /** What the quote reserved, on the side that is taken: the acceptance consumes just that, wherever spot is now. */
  readonly exposure: Exposure;
  readonly rulebook: Rulebook;
  readonly open: readonly OpenExposure[];
  readonly creditUsedUsd: string;
}

/** Check 6: the gates. @throws Error when the account is in no rulebook. */
export function judgeAcceptance(deps: AcceptJudgeDeps, basis: AcceptBasis): Decision {
  const { attempt, rfq, quote, exposure, rulebook, open, creditUsedUsd } = basis;
  const { request, caller } = attempt;
  const { limits } = rulebook;
  const account = rulebook.accounts.get(caller.accountId);
  if (account === undefined) throw new Error(`account ${caller.accountId} has an RFQ but is in no rulebook`);
  return evaluateGates({
    point: 'accept',
    request: rfq.request,
    side: request.side,
    account,
    client: clientSideOf(rulebook, rfq.accountId, {
      userId: caller.userId,
      quoted: quote,
      acknowledgedWarningId: request.acknowledgedWarningId ?? null,
      capacity: quote.capacity,
    }),
    approvals: rulebook.approvals,
    epoch: rulebook.epoch,
    market: deps.market.current()?.snapshot ?? null,
    limits: deps.limits,
    halts: deps.guards.halts(),
    controls: {
      pulled: rulebook.switches,
      channel: caller.channel ?? null,
      traders: exposure.trader === null ? [] : [exposure.trader],
    },
    creditUsedUsd,
    stake: { limits, exposure, certain: true, open },
    overrides: rulebook.overrides,
    rfqId: rfq.rfqId,
    now: deps.clock.now(),
  });
}

export function receiptOf({ attempt, quote }: Pick<AcceptBasis, 'attempt' | 'quote'>, tradeId: string): AcceptReceipt {
  const { request, receivedAt } = attempt;
  return {
    clientAcceptId: request.clientAcceptId,
    quoteId: quote.quoteId,
    state: 'accepted',
    receivedAt: toInstant(receivedAt),
    marginMs: quote.validUntil - receivedAt,
    tradeId,
    version: quote.version,
    executedPrice: priceOn(request.side, quote) ?? request.price,
    requestedVersion: request.version,
    requestedPrice: request.price,
  };
}
