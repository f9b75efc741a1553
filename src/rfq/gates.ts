import type { MarketSnapshot } from '../../pricing/index.ts';
import type { Approval, Handling, RuleFailure } from '../approvals/index.ts';
import type { Account, Warning } from '../clients/index.ts';
import { type Rejection, rejection } from '../contracts/result.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { type SwitchQuestion, switchFailures } from '../controls/index.ts';
import { type LimitQuestion, limitFailures, type Overridden, type Override, withOverrides } from '../limits/index.ts';
import { type MarketHalt, type MarketLimits, marketFaultsFor, marketHaltsFor } from '../market/index.ts';
import { type ClientJudgement, type ClientSide, judgeClient, type ProductJudgement } from './client-gate.ts';
import { creditCeilingUsd, creditFailures, restingOn } from './credit-gate.ts';
import { type HeldMarkUp, heldMarkUp, markUpFailures } from './mark-up-gate.ts';
import { termFailures } from './terms.ts';

/** `live`: while a quote stands, or a request waits, after something it rests on has changed. */
export type GatePoint = 'request' | 'release' | 'live' | 'accept' | 'booking';

export interface GateQuestion {
  readonly point: GatePoint;
  readonly request: CreateRfqRequest;
  /** The sides that may still come about: the asked one, or the accepted one. */
  readonly side: CreateRfqRequest['side'];
  readonly account: Account;
  readonly client: ClientSide;
  readonly approvals: readonly Approval[];
  readonly epoch: number;
  readonly market: MarketSnapshot | null;
  readonly limits: MarketLimits;
  /** Pulled switches, and whom they may hit. */
  readonly controls: Pick<SwitchQuestion, 'pulled' | 'channel' | 'traders'>;
  /** What the market's guards have halted. */
  readonly halts: readonly MarketHalt[];
  readonly creditUsedUsd: string;
  /** What the price puts at stake, and the bounds on that; null before there is a price. */
  readonly stake: Omit<LimitQuestion, 'now'> | null;
  /** Exceptions in force. */
  readonly overrides: readonly Override[];
  /** Null before the request has an id. */
  readonly rfqId: string | null;
  /** UTC epoch ms. */
  readonly now: number;
  /** `judgeProduct` of this question, where it was asked for another decision of the same moment. */
  readonly product?: ProductJudgement;
  /** `judgeClient` of this question, where it was asked for another request that is the same in all that it reads. */
  readonly judged?: ClientJudgement;
}

/** One evaluation, as it is stored: every failing rule, and the approval versions it rests on. */
export interface Decision {
  readonly point: GatePoint;
  readonly allowed: boolean;
  readonly failures: readonly RuleFailure[];
  /** Rules that failed, and were excepted by two people. */
  readonly overridden: readonly Overridden[];
  readonly approvals: readonly { readonly approvalId: string; readonly version: number }[];
  /** How these want the request to be worked on. */
  readonly handling: Handling;
  /** Of a price to be released under a band. */
  readonly markUp: HeldMarkUp | null;
  /** The versions and inputs of the client's side. */
  readonly client: ClientJudgement['basis'];
  /** To be shown with a quote. */
  readonly warnings: readonly Warning[];
  /** The most dollars that may be in use for this to stand; null when no credit is needed. */
  readonly creditCeilingUsd: string | null;
  readonly epoch: number;
  readonly at: number;
}

/** Kill switches, terms, client, approval, credit, market: cheap and legal first. Anything that does not pass refuses. */
export function evaluateGates(question: GateQuestion): Decision {
  const { point, request, account, market, epoch, now } = question;
  const credit = { ...question, exposure: question.stake?.exposure ?? null, spot: spotOf(question) };
  const ceiling = creditCeilingUsd(credit);
  const { register, eligibility, warnings, basis } = question.judged ?? judgeClient(question, question.product);
  const markUp = heldMarkUp(request, {
    band: register.handling.markUp,
    passport: question.client.quoted?.passport,
    market,
  });
  const legal = [...eligibility.failures, ...register.failures];
  const failed = [
    ...(point === 'booking' ? [] : switchFailures({ ...question.controls, request, accountId: account.accountId })),
    ...(point === 'booking' ? [] : termFailures(request, { now, spot: spotOf(question) })),
    ...legal,
    ...(legal.length === 0 ? [] : eligibility.notes),
    // What was accepted has consumed its credit, and the market may no longer end it.
    ...(point === 'booking'
      ? []
      : [
          ...creditFailures(credit, ceiling),
          ...stakeFailures(question, register.used),
          ...markUpFailures(markUp),
          ...marketFailures(market, question),
        ]),
  ];
  const { failures, overridden } = withOverrides(failed, { ...question, accountId: account.accountId });
  const isExcepted = overridden.some(({ rule }) => rule === 'TR-01');
  return {
    point,
    allowed: failures.length === 0,
    failures,
    overridden,
    approvals: register.used,
    handling: register.handling,
    markUp,
    client: basis,
    warnings,
    creditCeilingUsd: isExcepted ? null : (ceiling?.toFixed() ?? null),
    epoch,
    at: now,
  };
}

function spotOf({ market, request }: GateQuestion): number | null {
  return market?.underlyings[request.legs[0]?.instrument.underlying ?? '']?.spot ?? null;
}

/** Rules TR-02 and PA-05, of what adds up and of greeks. What closes a trade is never refused for a limit. */
function stakeFailures({ stake, request, now }: GateQuestion, used: Decision['approvals']): RuleFailure[] {
  if (stake === null || request.unwinds !== undefined) return [];
  return limitFailures({ ...stake, exposure: restingOn(stake.exposure, { approvals: used }), now });
}

/**
 * Rules TR-05 and ST-03: the underlying's prices, and the currencies that the contract settles or is paid in. A quote that
 * is live falls to a halt alone, never to the age that one process sees: it may have stood still while others traded.
 */
function marketFailures(market: MarketSnapshot | null, question: GateQuestion): RuleFailure[] {
  const { legs, premiumCurrency } = question.request;
  const underlying = legs[0]?.instrument.underlying ?? '';
  const currencies = [premiumCurrency, ...legs.map(({ instrument }) => instrument.settlement.currency)];
  const use = { ...question, underlying, currencies };
  const faults = question.point === 'live' ? marketHaltsFor(use) : marketFaultsFor(market, use);
  return faults.map(({ rule, code, message }) => ({ rule, code, message }));
}

/** The first failing rule in neutral words: a client is not told the desk's limits or other records. */
export function clientReason(decision: Decision, details: Record<string, unknown>): Rejection {
  const first = decision.failures[0];
  if (first === undefined) throw new Error('an allowed decision has no reason to refuse');
  return rejection(first.code, wordsFor(first), details);
}

function wordsFor({ rule, code, message }: RuleFailure): string {
  if (code === 'RISK_LIMIT' && rule !== 'TR-13') return NO_ROOM;
  // A client must know which documents to bring.
  if (rule === 'CL-09') return `Documents needed before trading: ${message.replace(/^DOCS /, '')}.`;
  return CLIENT_WORDS[rule] ?? 'This request cannot be quoted.';
}

const NOT_AVAILABLE = 'This product is not available on your account.';
const CONTACT_US = 'Please contact us.';
const NO_ROOM = 'Exceeds the size we can offer now.';
const OUTSIDE_PROFILE_SIZE = 'Exceeds the size we can offer on your profile.';
const CLIENT_WORDS: Readonly<Record<string, string>> = {
  'PA-01': NOT_AVAILABLE,
  'PA-02': NOT_AVAILABLE,
  'PA-03': 'This product is currently suspended.',
  'PA-04': 'One part of this strategy is not available.',
  'PA-11': NOT_AVAILABLE,
  'PA-05': 'Outside the limits for this product: the catalogue shows sizes, tenors and fixings.',
  'ST-01': 'Settlement or premium in this asset is not available.',
  'ST-03': 'Temporarily unavailable.',
  'ST-05': 'Please check the expiry: it must be in the future, at 08:00 UTC.',
  'CL-01': 'This service is for professional investors.',
  'CL-02': 'Please renew your professional-investor documents.',
  'CL-04': 'Please complete the virtual-asset knowledge assessment.',
  'CL-05': 'Please complete the derivatives knowledge step.',
  'CL-06': 'We cannot offer this trade as it is outside your profile.',
  'CL-07': OUTSIDE_PROFILE_SIZE,
  'CL-08': OUTSIDE_PROFILE_SIZE,
  'CL-10': 'Not available in your location.',
  'CL-11': 'Please read and confirm the risk statements.',
  'CL-12': 'You are not authorised for this trade.',
  'CL-13': CONTACT_US,
  'CL-14': CONTACT_US,
  'TR-01': 'Exceeds your available limit.',
  'TR-02': NO_ROOM,
  'TR-13': 'We cannot confirm this price.',
  'TR-14': 'The dealer acts as principal. Please confirm.',
  'TR-05': 'Pricing is paused due to market conditions.',
  'AU-03': 'Temporarily unavailable.',
  'TR-06': 'Please contact the desk.',
  'TR-12': 'Trading is paused.',
  'TR-07': 'Please check: the strike looks unusual.',
};
