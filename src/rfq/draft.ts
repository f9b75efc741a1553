import type { NewEvent } from '../audit/index.ts';
import type { Account } from '../clients/index.ts';
import type { QuoteView } from '../contracts/quote.ts';
import { ok, type Rejection, type Result, reject, rejection } from '../contracts/result.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { type Exposure, type OpenExposure, toExposureRow } from '../limits/index.ts';
import type { IdentifiedSnapshot, MarketGuards, MarketLimits } from '../market/index.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { IdSource } from '../platform/ids.ts';
import type { BuiltQuote } from '../quoting/index.ts';
import { clientSideOf, judgeProduct } from './client-gate.ts';
import { creditNeedOf } from './credit-ceilings.ts';
import { exposureOf, restingOn } from './credit-gate.ts';
import { newTask, toTaskRow } from './desk/tasks.ts';
import { firstQuote } from './first-quote.ts';
import { clientReason, type Decision, evaluateGates, type GatePoint } from './gates.ts';
import type { Habits } from './habits.ts';
import type { IntakeRecord } from './intake-writer.ts';
import { type ModelAnswer, quoteInModelRange, refusedBy, type Sizes, sizesOf } from './model-range.ts';
import { type Caller, toDecisionRow, toPartRows, toQuoteRow, toSnapshotRow, viaOf } from './records.ts';
import { mayReachDesk, type Route, routeRequest } from './routing.ts';
import type { Rulebook } from './rulebook.ts';
import { termsHash } from './same-terms.ts';

export interface DraftDeps {
  readonly market: { current(): IdentifiedSnapshot | null };
  readonly limits: MarketLimits;
  readonly guards: Pick<MarketGuards, 'halts'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** What one request becomes under one rulebook, before it is durable. */
export interface Draft {
  readonly record: IntakeRecord;
  readonly answer:
    | { readonly rfqId: string; readonly state: 'quoted' | 'queued' }
    | { readonly rfqId: string; readonly error: Rejection };
  readonly quote: QuoteView | null;
  /** What the quote puts at stake. */
  readonly exposure: Exposure | null;
}

export interface DraftInput {
  readonly request: CreateRfqRequest;
  readonly requestHash: string;
  readonly caller: Caller;
  readonly receivedAt: number;
  readonly rulebook: Rulebook;
  /** By trades and by quotes that may still be accepted. */
  readonly creditUsedUsd: string;
  readonly open: readonly OpenExposure[];
  readonly habits: Habits;
}

/** Gates, route, value, spread: a quote, or a refusal with every rule that failed. Nothing is written. */
export function draftRfq(deps: DraftDeps, input: DraftInput): Result<Draft> {
  const { request, caller, rulebook } = input;
  const account = rulebook.accounts.get(caller.accountId);
  if (account === undefined) return reject('FORBIDDEN', `account ${caller.accountId} is not known`);
  const market = deps.market.current();
  const snapshot = market?.snapshot ?? null;
  const asked = {
    request,
    side: request.side,
    account,
    approvals: rulebook.approvals,
    market: snapshot,
    // One moment for all of it: what does not depend on the price is judged once.
    now: deps.clock.now(),
  };
  const clientOf = (quoted: BuiltQuote | null) =>
    clientSideOf(rulebook, caller.accountId, { userId: caller.userId, quoted });
  const product = judgeProduct({ ...asked, point: 'request', client: clientOf(null) });
  const judge = (point: GatePoint, exposure: Exposure | null, quoted: BuiltQuote | null) =>
    evaluateGates({
      ...asked,
      point,
      product,
      client: clientOf(quoted),
      epoch: rulebook.epoch,
      limits: deps.limits,
      halts: deps.guards.halts(),
      controls: { pulled: rulebook.switches, channel: caller.channel ?? null, traders: [] },
      creditUsedUsd: input.creditUsedUsd,
      stake: exposure === null ? null : { limits: rulebook.limits, exposure, certain: false, open: input.open },
      overrides: rulebook.overrides,
      rfqId: null,
    });

  const atRequest = judge('request', null, null);
  const model = market === null || !mayReachDesk(atRequest.failures) ? null : modelAnswer(input, account, market);
  const exposure = model?.ok === true ? exposureOfQuote(deps, input, model.built) : null;
  const released = judge('release', exposure, model?.ok === true ? model.built : null);
  const atRelease = model?.ok === false ? refusedBy(released, model.failure) : released;
  const size = sizesOf(request, snapshot, model);
  const { failures } = atRelease;
  const route = routeRequest(
    { request, account, failures, ...size, habits: input.habits, handling: atRelease.handling, now: asked.now },
    rulebook.desk.policy,
  );
  if (route.to === 'desk') return ok(queuedDraft(deps, input, { decisions: [atRequest], account, route, size }));
  const decisions = [atRequest, ...laterDecision(atRequest, atRelease, route)];
  if (route.to === 'refuse' || market === null || model?.ok !== true || exposure === null) {
    return ok(refusedDraft(deps, input, { decisions }));
  }
  const resting = restingOn(exposure, atRelease);
  return ok(quotedDraft(deps, input, { decisions, built: model.built, market, exposure: resting }));
}

/** A request that fell at once, or for want of people, has no second decision. */
function laterDecision(atRequest: Decision, atRelease: Decision, { to }: Route): Decision[] {
  return atRequest.allowed && (to === 'automatic' || !atRelease.allowed) ? [atRelease] : [];
}

function exposureOfQuote(deps: DraftDeps, { request, caller }: DraftInput, built: BuiltQuote): Exposure {
  return exposureOf(request, { accountId: caller.accountId, trader: null, built, now: deps.clock.now() });
}

function modelAnswer(
  { request, rulebook }: DraftInput,
  { tier }: Account,
  { snapshot, id }: IdentifiedSnapshot,
): ModelAnswer {
  const { legs, side, premiumCurrency } = request;
  return quoteInModelRange(
    {
      legs,
      side,
      premiumCurrency,
      tier,
      policy: rulebook.policy,
      market: snapshot,
      snapshotId: id,
    },
    rulebook.desk.policy.routing,
  );
}

/** A person is to price it. */
function queuedDraft(
  deps: DraftDeps,
  input: DraftInput,
  to: { decisions: readonly Decision[]; account: Account; route: Route; size: Sizes },
): Draft {
  const { rulebook, caller } = input;
  const rfqId = deps.ids('rfq');
  const now = deps.clock.now();
  const { accountId } = caller;
  const { reasons } = to.route;
  const notionalUsd = to.size.notionalUsd?.toFixed(2) ?? null;
  const task = newTask({ rfqId, accountId, reasons, notionalUsd, tier: to.account.tier, now }, rulebook.desk);
  const record = recordOf(deps, input, {
    rfqId,
    decisions: to.decisions,
    columns: { state: 'queued', quote_id: null, quote_version: null, valid_until: null, error: null },
    events: [receivedEvent(rfqId, input), { accountId, type: 'rfq.queued', rfqId, at: now, data: { state: 'queued' } }],
  });
  const row = toTaskRow(task, 'queued', rulebook.desk.policy);
  return { record: { ...record, task: row }, answer: { rfqId, state: 'queued' }, quote: null, exposure: null };
}

function quotedDraft(
  deps: DraftDeps,
  input: DraftInput,
  priced: {
    decisions: readonly Decision[];
    built: BuiltQuote;
    market: IdentifiedSnapshot;
    exposure: Exposure;
  },
): Draft {
  const { caller, rulebook, receivedAt } = input;
  const rfqId = deps.ids('rfq');
  const quote = firstQuote(deps, input, { rfqId, ...priced });
  const record = recordOf(deps, input, {
    rfqId,
    decisions: priced.decisions,
    columns: {
      state: 'quoted',
      quote_id: quote.quoteId,
      quote_version: quote.version,
      valid_until: quote.validUntil,
      error: null,
    },
    events: [
      receivedEvent(rfqId, input),
      { accountId: caller.accountId, type: 'quote.live', rfqId, at: Date.parse(quote.serverTime), data: quote },
    ],
  });
  const { built, market, exposure } = priced;
  const policyVersion = rulebook.policy.version;
  return {
    record: {
      ...record,
      credit: creditNeedOf(priced.decisions, exposure, receivedAt),
      exposure: toExposureRow(rfqId, exposure),
      snapshot: toSnapshotRow(market),
      parts: toPartRows(market),
      quote: toQuoteRow(quote, { accountId: caller.accountId, built, policyVersion, epoch: rulebook.epoch }),
    },
    answer: { rfqId, state: 'quoted' },
    quote,
    exposure,
  };
}

function refusedDraft(deps: DraftDeps, input: DraftInput, why: { decisions: readonly Decision[] }): Draft {
  const rfqId = deps.ids('rfq');
  const failed = why.decisions.find((decision) => !decision.allowed);
  const error =
    failed === undefined
      ? rejection('DESK_CLOSED', 'A person must price this request, and nobody is on the desk now.', { rfqId })
      : clientReason(failed, { rfqId });
  const at = deps.clock.now();
  const record = recordOf(deps, input, {
    rfqId,
    decisions: why.decisions,
    columns: { state: 'rejected', quote_id: null, quote_version: null, valid_until: null, error },
    events: [
      receivedEvent(rfqId, input),
      { accountId: input.caller.accountId, type: 'rfq.rejected', rfqId, at, data: { error } },
    ],
  });
  return { record, answer: { rfqId, error }, quote: null, exposure: null };
}

function receivedEvent(rfqId: string, { caller, receivedAt }: DraftInput): NewEvent {
  return { accountId: caller.accountId, type: 'rfq.received', rfqId, at: receivedAt, data: { state: 'received' } };
}

function recordOf(
  deps: DraftDeps,
  { request, requestHash, caller, receivedAt, rulebook }: DraftInput,
  of: { rfqId: string; decisions: readonly Decision[]; columns: object; events: readonly NewEvent[] },
): IntakeRecord {
  const key = { rfqId: of.rfqId, accountId: caller.accountId, ids: deps.ids };
  return {
    accountId: caller.accountId,
    epoch: rulebook.epoch,
    rfq: {
      rfq_id: of.rfqId,
      account_id: caller.accountId,
      client_rfq_id: request.clientRfqId,
      request_hash: requestHash,
      request,
      ...of.columns,
      created_by: caller.userId,
      channel: caller.channel ?? null,
      entry: viaOf(caller),
      created_at: toInstant(receivedAt),
      updated_at: toInstant(deps.clock.now()),
      terms_hash: termsHash(request),
      // Known when it is written.
      duplicate_of: null,
    },
    credit: null,
    exposure: null,
    snapshot: null,
    parts: [],
    quote: null,
    task: null,
    decisions: of.decisions.map((decision) => toDecisionRow(decision, key)),
    events: of.events,
  };
}
