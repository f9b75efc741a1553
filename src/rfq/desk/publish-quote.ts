import type { AccountEvent } from '../../audit/index.ts';
import { hidesHolds } from '../../clients/index.ts';
import type { QuoteChange, QuoteView } from '../../contracts/quote.ts';
import { reject } from '../../contracts/result.ts';
import { type Exposure, saveExposure } from '../../limits/index.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import { toInstant } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { BuiltQuote } from '../../quoting/index.ts';
import { approvalIdsFor, clientSideOf, handlingFor, quoteWarnings } from '../client-gate.ts';
import { readCommitted } from '../commitments.ts';
import { exposureOf } from '../credit-gate.ts';
import { evaluateGates } from '../gates.ts';
import { insertDecision, standingTerms, toPartRows, toQuoteRow, toSnapshotRow } from '../records.ts';
import { wantsPerson } from '../routing.ts';
import { sizeOf } from './checks.ts';
import { changeRfq, type DeskDeps, type OnDesk, type Refusal, tellClient } from './desk.ts';
import { type DeskTask, saveTask } from './tasks.ts';

/** The gates of a release, under the locks of epoch, RFQ and account; the decision is stored. Staff see every failing rule. */
export async function judgeRelease(
  deps: DeskDeps,
  at: OnDesk,
  { market, built, trader, approver }: Released,
): Promise<Refusal | null> {
  const { tx, epoch, rfq, rulebook, account, now } = at;
  const { accountId, rfqId, request } = rfq;
  await tx.selectFrom('account').select('account_id').where('account_id', '=', accountId).forNoKeyUpdate().execute();
  const exposure = exposureOf(request, { accountId, trader, built, now });
  const { limits } = rulebook;
  const { creditUsedUsd, open } = await readCommitted(tx, { accountId, limits, except: rfqId, now });
  const decision = evaluateGates({
    point: 'release',
    request,
    side: request.side,
    account,
    client: clientSideOf(rulebook, accountId, { userId: rfq.createdBy, quoted: built }),
    approvals: rulebook.approvals,
    epoch,
    market: market.snapshot,
    limits: deps.limits,
    halts: deps.guards.halts(),
    controls: {
      pulled: rulebook.switches,
      channel: null,
      traders: [trader, approver].flatMap((name) => name ?? []),
    },
    creditUsedUsd,
    stake: { limits, exposure, certain: false, open },
    overrides: rulebook.overrides,
    rfqId,
    now,
  });
  await insertDecision(tx, decision, { rfqId, accountId, ids: deps.ids });
  const first = decision.failures[0];
  if (first === undefined) {
    const person = trader === null ? wantsPerson(decision.handling, sizeOf(request, built).notionalUsd) : null;
    return person === null ? null : reject('PRODUCT_NOT_APPROVED', person, { rfqId });
  }
  const failures = hidesHolds(decision.failures);
  const words = failures.map(({ rule, message }) => `${rule} ${message}`).join('; ');
  return reject(first.code, words, { rfqId, failures });
}

export interface Released {
  readonly market: IdentifiedSnapshot;
  readonly built: BuiltQuote;
  /** Null for a price that no person stands behind. */
  readonly trader: string | null;
  /** Whoever lets another's price go. */
  readonly approver?: string;
}

export interface Publication {
  readonly quoteId: string;
  readonly version: number;
  readonly built: BuiltQuote;
  readonly ttlMs: number;
  readonly change: QuoteChange | null;
  readonly policyVersion: string;
  /** Null for a price that no person stands behind. */
  readonly by: string | null;
}

export interface Published {
  readonly quote: QuoteView;
  readonly events: readonly AccountEvent[];
}

/**
 * Puts a quote before the client: its row, the RFQ's move and the event in the caller's transaction. What it replaces
 * cannot be accepted from the same commit on.
 */
export async function publishQuote(at: OnDesk, publication: Publication, task: DeskTask | null): Promise<Published> {
  const { tx, rfq, rulebook, epoch } = at;
  const { built, policyVersion } = publication;
  const quote = toView(at, publication);
  const row = toQuoteRow(quote, { accountId: rfq.accountId, built, policyVersion, epoch });
  await tx
    .insertInto('quote')
    .values({
      ...row,
      view: JSON.stringify(row.view),
      passport: JSON.stringify(row.passport),
      inputs: JSON.stringify(row.inputs ?? null),
    })
    .execute();
  await saveExposure(tx, rfq.rfqId, exposureAt(at, publication));
  await changeRfq(at, {
    state: 'quoted',
    quote_id: quote.quoteId,
    quote_version: quote.version,
    valid_until: quote.validUntil,
  });
  if (task !== null) {
    const quoted = { ...task, pickedUpBy: publication.by, holdReason: null, endsAt: null };
    await saveTask(tx, { task: quoted, state: 'quoted', policy: rulebook.desk.policy });
  }
  return { quote, events: await tellClient(at, [{ type: 'quote.live', data: quote }]) };
}

function exposureAt(at: OnDesk, { built, by }: Publication): Exposure {
  const { accountId, request } = at.rfq;
  const approvalIds = approvalIdsFor(registerQuestion(at), request.side);
  return exposureOf(request, { accountId, trader: by, built, approvalIds, now: at.now });
}

function registerQuestion({ rfq, rulebook, now }: OnDesk) {
  const { approvals } = rulebook;
  const client = clientSideOf(rulebook, rfq.accountId, {});
  return { request: rfq.request, account: rfq, approvals, client, now };
}

function toView(at: OnDesk, { quoteId, version, built, ttlMs, change }: Publication): QuoteView {
  const { rfq, now } = at;
  const { request } = rfq;
  return {
    quoteId,
    version,
    replaces: rfq.quoteVersion,
    ...(change === null ? {} : { reason: change }),
    rfqId: rfq.rfqId,
    clientRfqId: request.clientRfqId,
    bid: built.bid,
    offer: built.offer,
    quantity: request.quantity,
    ...standingTerms(request, handlingFor(registerQuestion(at))),
    premiumCurrency: request.premiumCurrency,
    firm: true,
    legs: built.legs,
    reference: built.reference,
    serverTime: toInstant(now),
    validUntil: toInstant(now + ttlMs),
    ttlMs,
    capacity: 'principal',
    warnings: quoteWarnings(registerQuestion(at)),
  };
}

/** What a quote was computed from, before the quote that refers to it. */
export async function storeSnapshot(tx: Tx, market: IdentifiedSnapshot): Promise<void> {
  const parts = toPartRows(market).sort((a, b) => (a.part_id < b.part_id ? -1 : 1));
  if (parts.length > 0) {
    await tx
      .insertInto('market_part')
      .values(parts)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await tx
    .insertInto('market_snapshot')
    .values(toSnapshotRow(market))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
