import type { Handling, RuleFailure } from '../approvals/index.ts';
import type { Account } from '../clients/index.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { unitsOf } from './desk/checks.ts';
import { type DeskPolicy, isWithin } from './desk/policy.ts';
import type { RoutingRule } from './desk/rules.ts';
import { type Habits, productOf } from './habits.ts';

export interface RoutingQuestion {
  readonly request: CreateRfqRequest;
  readonly account: Account;
  /** Of the gates at request: what stands against a quote. */
  readonly failures: readonly RuleFailure[];
  /** Dollars; null where there is no market to measure by. Vega is per 1.00 of volatility for the whole quantity. */
  readonly notionalUsd: number | null;
  readonly vegaUsd: number | null;
  /** What the account has traded. */
  readonly habits: Habits;
  /** What the approvals that it rests on want. */
  readonly handling: Handling;
  /** UTC epoch ms. */
  readonly now: number;
}

export interface RoutingReason {
  readonly rule: RoutingRule;
  /** For staff. */
  readonly message: string;
}

/** Who prices a request, and every rule that says so. `refuse` without a failing gate: the desk is closed. */
export interface Route {
  readonly to: 'automatic' | 'desk' | 'refuse';
  readonly reasons: readonly RoutingReason[];
}

type Rule = (question: RoutingQuestion, policy: DeskPolicy) => string | null;

/** In this order; each says in words why it applies, or null. */
const RULES: Readonly<Partial<Record<RoutingRule, Rule>>> = {
  MANUAL: ({ request }) => (request.manual === true ? 'the client asked for a person' : null),
  CLIENT: ({ account }, { routing }) =>
    routing.deskAccounts.includes(account.accountId) ? `requests of ${account.name} are priced by a person` : null,
  PRODUCT: ({ request }, { routing }) => {
    const flagged = request.legs.find(({ instrument }) =>
      routing.deskProducts.some(
        ({ kind, underlying }) =>
          (kind ?? instrument.kind) === instrument.kind &&
          (underlying ?? instrument.underlying) === instrument.underlying,
      ),
    );
    if (flagged === undefined) return null;
    return `${flagged.instrument.kind} on ${flagged.instrument.underlying} is priced by a person`;
  },
  APPROVAL: ({ handling, notionalUsd }) => wantsPerson(handling, notionalUsd),
  SIZE: ({ notionalUsd }, { routing: { automatic } }) =>
    notionalUsd === null || notionalUsd <= automatic.maxNotionalUsd
      ? null
      : `notional ${notionalUsd.toFixed(0)} USD, automatic up to ${automatic.maxNotionalUsd}`,
  VEGA: ({ vegaUsd }, { routing: { automatic } }) =>
    vegaUsd === null || Math.abs(vegaUsd) <= automatic.maxVegaUsd
      ? null
      : `vega ${vegaUsd.toFixed(0)} USD per 1.00 of volatility, automatic up to ${automatic.maxVegaUsd}`,
  UNUSUAL: ({ request, habits }, { routing: { unusual } }) => {
    const underlying = request.legs[0]?.instrument.underlying ?? '';
    const usual = habits.usual.get(underlying);
    if (unusual === undefined || usual === undefined || usual.trades < unusual.trades) return null;
    const units = unitsOf(request);
    if (units <= unusual.times * usual.medianUnits) return null;
    return (
      `TR-07 FAT_FINGER quantity=${inWords(units)} on ${underlying}: more than ${unusual.times} times ` +
      `${inWords(usual.medianUnits)}, the median of the client's last ${usual.trades} trades`
    );
  },
  FIRST_TRADE: ({ request, habits }, { fourEyes }) => {
    if (fourEyes.firstTrade !== true) return null;
    const fresh = request.legs.map(({ instrument }) => productOf(instrument)).find((one) => !habits.products.has(one));
    return fresh === undefined ? null : `the client's first ${fresh}`;
  },
  HOURS: ({ now }, { routing: { automatic } }) =>
    isWithin(automatic.hours, now) ? null : 'outside the hours of automatic pricing',
};

/** Without the noise of binary fractions. */
const inWords = (units: number) => String(Number(units.toPrecision(8)));

/** Why approvals do not let a price go out by itself; null when they do. Dollars, null without a market. */
export function wantsPerson(handling: Handling, notionalUsd: number | null): string | null {
  const { closesUnder, autoQuoteAllowed, maxAutoNotionalUsd } = handling;
  if (closesUnder.length > 0) {
    const named = closesUnder.map(({ approvalId, version }) => `${approvalId} v${version}`).join(', ');
    return `closes a position under ${named}, which takes two people`;
  }
  if (!autoQuoteAllowed) return 'its approval allows no automatic quote';
  if (notionalUsd === null || maxAutoNotionalUsd === null || notionalUsd <= maxAutoNotionalUsd) return null;
  return `notional ${notionalUsd.toFixed(0)} USD, automatic under its approval up to ${maxAutoNotionalUsd}`;
}

/** Failures of the gates that a person may work on, by code; all others refuse for good. */
const ROUTABLE: Readonly<Partial<Record<RuleFailure['code'], RoutingRule>>> = {
  CREDIT_INSUFFICIENT: 'CREDIT',
  NO_MARKET_DATA: 'MARKET',
  MARKET_STALE: 'MARKET',
  SURFACE_STALE: 'MARKET',
  VENUE_DIVERGENCE: 'MARKET',
  MODEL_RANGE: 'MODEL_RANGE',
};

/** Whether a person could still price a request that fails these: nothing legal stands against it. */
export function mayReachDesk(failures: readonly RuleFailure[]): boolean {
  return failures.every(({ code }) => ROUTABLE[code] !== undefined);
}

/**
 * Pure: one policy, one question, one answer. A legal failure always refuses; a failure that the policy gives to the
 * desk goes there while the desk is open; without any reason the price is automatic.
 */
export function routeRequest(question: RoutingQuestion, policy: DeskPolicy): Route {
  const failed = question.failures.map((failure) => ({ failure, rule: ROUTABLE[failure.code] }));
  const chosen = (Object.keys(RULES) as RoutingRule[]).flatMap((rule) => {
    const message = RULES[rule]?.(question, policy) ?? null;
    return message === null ? [] : [{ rule, message }];
  });
  const forced = failed.flatMap(({ failure, rule }) =>
    rule === undefined ? [] : [{ rule, message: `${failure.rule} ${failure.message}` }],
  );
  const reasons = [...chosen, ...forced];
  if (reasons.length === 0 && failed.length === 0) return { to: 'automatic', reasons };
  const refused = failed.some(({ rule }) => rule === undefined || onFailure(rule, policy) === 'refuse');
  return { to: refused || !isWithin(policy.deskHours, question.now) ? 'refuse' : 'desk', reasons };
}

function onFailure(rule: RoutingRule, { routing }: DeskPolicy): 'desk' | 'refuse' {
  if (rule === 'CREDIT') return routing.onCredit;
  return rule === 'MARKET' ? routing.onMarket : routing.onModelRange;
}
