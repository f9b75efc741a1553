import type { NewEvent } from '../audit/index.ts';
import { type CreditReader, mayUseCredit } from '../clients/index.ts';
import type { QuoteView } from '../contracts/quote.ts';
import { ok, type Rejection, type Result, reject, rejection } from '../contracts/result.ts';
import type { CreateRfqAnswer, CreateRfqRequest } from '../contracts/rfq.ts';
import type { IdentifiedSnapshot, MarketLimits } from '../market/index.ts';
import { contentHash } from '../platform/canonical-json.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { type BuiltQuote, buildQuote } from '../quoting/index.ts';
import { clientReason, type Decision, evaluateGates, type GatePoint } from './gates.ts';
import type { IntakeOutcome, IntakeRecord, IntakeWriter } from './intake-writer.ts';
import { type Announce, type Caller, toDecisionRow, toQuoteRow, toRfqRow, toSnapshotRow } from './records.ts';
import { type Route, routeOf } from './routing.ts';
import type { Rulebook, Rulebooks } from './rulebook.ts';
import { checkPackage } from './terms.ts';

export interface CreateRfqDeps {
  readonly db: Database;
  readonly writer: IntakeWriter;
  readonly creditUsed: CreditReader;
  readonly rulebooks: Rulebooks;
  readonly market: { current(): IdentifiedSnapshot | null };
  readonly limits: MarketLimits;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly announce: Announce;
  /** Told of each quote that went live, once it is durable. */
  readonly onQuoteLive: (quote: QuoteView) => void;
}

/** What one request becomes under one rulebook, before it is durable. */
interface Draft {
  readonly record: IntakeRecord;
  readonly answer:
    | { readonly rfqId: string; readonly state: 'quoted' }
    | { readonly rfqId: string; readonly error: Rejection };
  readonly quote: QuoteView | null;
}

/** Rules that change while a request is judged are read again; more often than this, something is wrong. */
const TRIES = 5;

/**
 * Intake: gates, route, value, spread, quote, and one commit of it all. Asking again with the same clientRfqId gives
 * the same RFQ. A refused request is stored too, with every rule it failed.
 */
export function makeCreateRfq(deps: CreateRfqDeps) {
  return async function createRfq(
    request: CreateRfqRequest,
    caller: Caller,
    receivedAt: number,
  ): Promise<Result<CreateRfqAnswer>> {
    const checked = checkPackage(request);
    if (!checked.ok) return checked;
    const asked = {
      request,
      requestHash: contentHash(request),
      caller,
      receivedAt,
      creditUsedUsd: mayUseCredit(request.legs, request.side)
        ? await deps.creditUsed(caller.accountId, receivedAt)
        : '0',
    };
    let rulebook = await rulebookFor(caller.accountId, deps.rulebooks);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const result = await tryUnder(deps, { ...asked, rulebook });
      if (result !== 'epoch-moved') return result;
      rulebook = await deps.rulebooks.refresh();
    }
    return reject('UNAVAILABLE', 'the rules changed while the request was judged');
  };
}

/** An account that was added a moment ago is in the newest rules only. */
async function rulebookFor(accountId: string, rulebooks: Rulebooks): Promise<Rulebook> {
  const current = rulebooks.current();
  return current.accounts.has(accountId) ? current : rulebooks.refresh();
}

async function tryUnder(deps: CreateRfqDeps, input: DraftInput): Promise<Result<CreateRfqAnswer> | 'epoch-moved'> {
  const draft = draftRfq(deps, input);
  if (!draft.ok) return draft;
  const outcome = await deps.writer.commit(draft.value.record);
  if (outcome.kind === 'epoch-moved') return outcome.kind;
  if (outcome.kind === 'overloaded') return reject('UNAVAILABLE', 'too many requests wait to be written; ask again');
  if (outcome.kind === 'duplicate') return answerDuplicate(deps, input);
  return answerCommitted(deps, { draft: draft.value, outcome, request: input.request });
}

interface DraftInput {
  readonly request: CreateRfqRequest;
  readonly requestHash: string;
  readonly caller: Caller;
  readonly receivedAt: number;
  readonly rulebook: Rulebook;
  readonly creditUsedUsd: string;
}

function draftRfq(deps: CreateRfqDeps, input: DraftInput): Result<Draft> {
  const { request, caller, rulebook } = input;
  const account = rulebook.accounts.get(caller.accountId);
  if (account === undefined) return reject('FORBIDDEN', `account ${caller.accountId} is not known`);
  const market = deps.market.current();
  const judge = (point: GatePoint) =>
    evaluateGates({
      point,
      request,
      side: request.side,
      account,
      approvals: rulebook.approvals,
      epoch: rulebook.epoch,
      market: market?.snapshot ?? null,
      limits: deps.limits,
      creditUsedUsd: input.creditUsedUsd,
      now: deps.clock.now(),
    });

  const atRequest = judge('request');
  if (!atRequest.allowed || market === null) return ok(refusedDraft(deps, input, { decisions: [atRequest] }));
  const route = routeOf(request);
  if (route.to === 'desk') return ok(refusedDraft(deps, input, { decisions: [atRequest], route }));
  const { legs, side, premiumCurrency } = request;
  const built = buildQuote({
    legs,
    side,
    premiumCurrency,
    tier: account.tier,
    policy: rulebook.policy,
    market: market.snapshot,
    snapshotId: market.id,
  });
  const atRelease = judge('release');
  const decisions = [atRequest, atRelease];
  if (!atRelease.allowed) return ok(refusedDraft(deps, input, { decisions }));
  return ok(quotedDraft(deps, input, { decisions, built, market }));
}

function quotedDraft(
  deps: CreateRfqDeps,
  input: DraftInput,
  priced: { decisions: readonly Decision[]; built: BuiltQuote; market: IdentifiedSnapshot },
): Draft {
  const { caller, rulebook } = input;
  const rfqId = deps.ids('rfq');
  const quote = liveQuote(deps, input, { rfqId, built: priced.built });
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
  const { built, market } = priced;
  const policyVersion = rulebook.policy.version;
  return {
    record: {
      ...record,
      snapshot: toSnapshotRow(market),
      quote: toQuoteRow(quote, { accountId: caller.accountId, built, policyVersion, epoch: rulebook.epoch }),
    },
    answer: { rfqId, state: 'quoted' },
    quote,
  };
}

function liveQuote(deps: CreateRfqDeps, input: DraftInput, of: { rfqId: string; built: BuiltQuote }): QuoteView {
  const { request, rulebook } = input;
  const { defaultTtlMs, minTtlMs, maxTtlMs } = rulebook.policy.policy.validity;
  const ttlMs = Math.min(Math.max(request.desiredTtlMs ?? defaultTtlMs, minTtlMs), maxTtlMs);
  const now = deps.clock.now();
  const { bid, offer, legs, reference } = of.built;
  return {
    quoteId: deps.ids('qt'),
    version: 1,
    replaces: null,
    rfqId: of.rfqId,
    clientRfqId: request.clientRfqId,
    bid,
    offer,
    quantity: request.quantity,
    premiumCurrency: request.premiumCurrency,
    firm: true,
    legs,
    reference,
    serverTime: toInstant(now),
    validUntil: toInstant(now + ttlMs),
    ttlMs,
    capacity: 'principal',
    warnings: [],
  };
}

function refusedDraft(
  deps: CreateRfqDeps,
  input: DraftInput,
  why: { decisions: readonly Decision[]; route?: Route },
): Draft {
  const rfqId = deps.ids('rfq');
  const failed = why.decisions.find((decision) => !decision.allowed);
  const error =
    failed === undefined
      ? rejection('DESK_CLOSED', 'No trader is on the desk: ask again without "manual" for an automatic quote.', {
          rfqId,
        })
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
  return { record, answer: { rfqId, error }, quote: null };
}

function receivedEvent(rfqId: string, { caller, receivedAt }: DraftInput): NewEvent {
  return { accountId: caller.accountId, type: 'rfq.received', rfqId, at: receivedAt, data: { state: 'received' } };
}

function recordOf(
  deps: CreateRfqDeps,
  { request, requestHash, caller, receivedAt, rulebook }: DraftInput,
  of: { rfqId: string; decisions: readonly Decision[]; columns: object; events: readonly NewEvent[] },
): IntakeRecord {
  const key = { rfqId: of.rfqId, accountId: caller.accountId, ids: deps.ids };
  return {
    epoch: rulebook.epoch,
    rfq: {
      rfq_id: of.rfqId,
      account_id: caller.accountId,
      client_rfq_id: request.clientRfqId,
      request_hash: requestHash,
      request,
      ...of.columns,
      created_by: caller.userId,
      created_at: toInstant(receivedAt),
      updated_at: toInstant(deps.clock.now()),
    },
    snapshot: null,
    quote: null,
    decisions: of.decisions.map((decision) => toDecisionRow(decision, key)),
    events: of.events,
  };
}

function answerCommitted(
  deps: CreateRfqDeps,
  {
    draft,
    outcome,
    request,
  }: { draft: Draft; outcome: Extract<IntakeOutcome, { kind: 'committed' }>; request: CreateRfqRequest },
): Result<CreateRfqAnswer> {
  // After this turn of the event loop, so that the acknowledgement leaves before the events.
  setImmediate(() => {
    deps.announce(outcome.events);
    if (draft.quote !== null) deps.onQuoteLive(draft.quote);
  });
  if ('error' in draft.answer) return { ok: false, rejection: draft.answer.error };
  const { rfqId, state } = draft.answer;
  return ok({ rfqId, clientRfqId: request.clientRfqId, state, serverTime: toInstant(deps.clock.now()) });
}

async function answerDuplicate(
  { db, clock }: CreateRfqDeps,
  { caller, request, requestHash }: DraftInput,
): Promise<Result<CreateRfqAnswer>> {
  const { clientRfqId } = request;
  const row = await db
    .selectFrom('rfq')
    .selectAll()
    .where('account_id', '=', caller.accountId)
    .where('client_rfq_id', '=', clientRfqId)
    .executeTakeFirstOrThrow();
  const rfq = toRfqRow(row);
  if (rfq.requestHash !== requestHash) {
    const details = { path: 'clientRfqId', value: clientRfqId, rfqId: rfq.rfqId };
    return reject('DUPLICATE_REQUEST', `clientRfqId ${clientRfqId} was used for another request`, details);
  }
  if (rfq.error !== null) return { ok: false, rejection: rfq.error as Rejection };
  return ok({ rfqId: rfq.rfqId, clientRfqId, state: rfq.state, serverTime: toInstant(clock.now()) });
}
