import type { RuleFailure } from '../approvals/index.ts';
import type { RfqState } from '../contracts/rfq.ts';
import type { Channel } from '../contracts/switch.ts';
import type { Exposure } from '../limits/index.ts';
import type { MarketHalt, MarketLimits } from '../market/index.ts';
import { type ClientJudgement, clientSideOf, judgeClient } from './client-gate.ts';
import { type Decision, evaluateGates, type GateQuestion } from './gates.ts';
import type { RfqRow } from './records.ts';
import { mayReachDesk } from './routing.ts';
import type { Rulebook } from './rulebook.ts';

/** A live quote, or a request that waits for a person: what a change of the rules may end. */
export interface Standing {
  readonly rfq: Pick<RfqRow, 'rfqId' | 'accountId' | 'createdBy' | 'request' | 'state' | 'quoteId' | 'quoteVersion'>;
  /** The request as text, but for the client's own name for it: equal for requests that are alike. */
  readonly terms: string;
  /** The epoch that the live version was released under; 0 for a request without a price. */
  readonly epoch: number;
  /** By which door the request came; null when that is not known. */
  readonly channel: Channel | null;
  /** What the live version reserved; null for a request without a price. */
  readonly exposure: Exposure | null;
}

/** What everything that stands is judged by: one reading of the rules, one look at the market. */
export interface Ruling {
  readonly rulebook: Rulebook;
  readonly market: GateQuestion['market'];
  readonly halts: readonly MarketHalt[];
  /** UTC epoch ms. */
  readonly now: number;
}

/** What ends it, with the rule that decides; null when it stands. */
export interface Ending {
  readonly standing: Standing;
  readonly to: Extract<RfqState, 'revoked' | 'rejected'>;
  readonly decision: Decision;
  readonly deciding: RuleFailure;
}

/** What the register and the client's rules answered under one ruling, by all that they read of a request. */
export type Answers = Map<string, ClientJudgement>;

const ANY_AGE: MarketLimits = { spotStaleMs: Number.POSITIVE_INFINITY, surfaceStaleMs: Number.POSITIVE_INFINITY };

/**
 * The gates once more, for what stands. A live quote falls to any failure, because no acceptance of it would pass; a
 * request that waits falls only to what no person could price. What was released under rules newer than these stands.
 *
 * @throws Error when the account is in no rulebook.
 */
export function judgeStanding(
  standing: Standing,
  ruling: Ruling & { readonly creditUsedUsd: string; readonly answers: Answers },
): Ending | null {
  const { rfq, epoch, exposure, channel } = standing;
  const { rulebook } = ruling;
  const { switches, limits, overrides } = rulebook;
  if (epoch > rulebook.epoch) return null;
  const account = rulebook.accounts.get(rfq.accountId);
  if (account === undefined) throw new Error(`account ${rfq.accountId} has an RFQ but is in no rulebook`);
  const { market, halts, now, creditUsedUsd } = ruling;
  const question: GateQuestion = {
    point: 'live',
    request: rfq.request,
    side: rfq.request.side,
    account,
    client: clientSideOf(rulebook, rfq.accountId, { userId: rfq.createdBy }),
    approvals: rulebook.approvals,
    epoch: rulebook.epoch,
    market,
    limits: ANY_AGE,
    halts,
    controls: { pulled: switches, channel, traders: exposure?.trader == null ? [] : [exposure.trader] },
    creditUsedUsd,
    // Of the caps, those on one trade: what adds up is decided at acceptance.
    stake: exposure === null ? null : { limits, exposure, certain: false, open: [] },
    overrides,
    rfqId: rfq.rfqId,
    now,
  };
  const decision = evaluateGates({ ...question, judged: judgedOnce(question, standing.terms, ruling.answers) });
  const deciding = decidingFailure(decision, rfq.state);
  if (deciding === null) return null;
  return { standing, to: rfq.state === 'quoted' ? 'revoked' : 'rejected', decision, deciding };
}

/** Asked once of all requests that are alike: by the same person for the same account, the same terms. */
function judgedOnce(question: GateQuestion, terms: string, answers: Answers): ClientJudgement {
  const { account, client } = question;
  const key = `${account.accountId} ${client.userId} ${terms}`;
  const known = answers.get(key) ?? judgeClient(question);
  answers.set(key, known);
  return known;
}

function decidingFailure({ failures }: Decision, state: RfqState): RuleFailure | null {
  const legal = failures.find((failure) => !mayReachDesk([failure])) ?? null;
  return state === 'quoted' ? (legal ?? failures[0] ?? null) : legal;
}
