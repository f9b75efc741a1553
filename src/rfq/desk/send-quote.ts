import type { Handling } from '../../approvals/index.ts';
import type { User } from '../../clients/index.ts';
import type { SendQuoteAnswer, SendQuoteRequest } from '../../contracts/desk.ts';
import type { RequoteReason } from '../../contracts/quote.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import { toInstant } from '../../platform/clock.ts';
import type { DeskTerms } from '../../quoting/index.ts';
import { clientSideOf, handlingFor } from '../client-gate.ts';
import { nextRfqState } from '../lifecycle.ts';
import { changeSince } from './change.ts';
import { approvalNeeds, firstTradeNeeds, fourEyesNeeds } from './checks.ts';
import {
  type DeskDeps,
  type Done,
  notTheirs,
  type OnDesk,
  onDesk,
  type Refusal,
  recordAction,
  refused,
} from './desk.ts';
import { type Priced, priceRequest } from './price-request.ts';
import { insertProposal, lapseProposals, nextVersion, type Proposal, toProposalView } from './proposals.ts';
import { judgeRelease, publishQuote, storeSnapshot } from './publish-quote.ts';
import { newTask } from './tasks.ts';
import { ttlMsFor } from './validity.ts';

/**
 * Sends a person's price, first or anew. The gates run under the locks; above the four-eyes threshold the price is kept
 * as a proposal, and the client sees nothing until somebody else approves it.
 */
export function makeSendQuote(deps: DeskDeps) {
  return (request: SendQuoteRequest, by: User): Promise<Result<SendQuoteAnswer>> =>
    onDesk(deps, request.rfqId, (at) => sendQuote(deps, at, { request, by }));
}

async function sendQuote(
  deps: DeskDeps,
  at: OnDesk,
  { request, by }: { request: SendQuoteRequest; by: User },
): Promise<Done<SendQuoteAnswer>> {
  const { rfq, rulebook } = at;
  const fault = cannotQuote(at, by);
  if (fault !== null) return refused(fault);
  const market = deps.market.current();
  if (market === null) return refused(reject('NO_MARKET_DATA', 'there is no market to price on'));
  const priced = priceRequest(rfq.request, termsOf(request), { accountId: rfq.accountId, rulebook, market });
  if (!priced.ok) return refused(priced);
  const tooFar = beyondTolerance(priced.value, rulebook.desk.policy.tolerance.hardFactor);
  if (tooFar !== null) return refused(tooFar);
  const gate = await judgeRelease(deps, at, { market, built: priced.value.price.built, trader: by.username });
  if (gate !== null) return { result: gate };
  return release(deps, at, { request, by, priced: priced.value, market });
}

function termsOf({ bid, offer, spread, volatility }: SendQuoteRequest): DeskTerms {
  if (spread !== undefined) return { by: 'spread', spread };
  return volatility === undefined ? { by: 'price', bid, offer } : { by: 'volatility', ...volatility };
}

/** A quote may be sent by who has picked the request up; an automatic one may be replaced by whoever is there. */
function cannotQuote(at: OnDesk, by: User): Refusal | null {
  const { rfq, task, now } = at;
  const next = nextRfqState(rfq.state, 'quote');
  if (!next.ok) return next;
  const isAutomatic = rfq.state === 'quoted' && (task?.pickedUpBy ?? null) === null;
  const fault = isAutomatic ? null : notTheirs(at, by);
  if (fault !== null) return fault;
  if (rfq.state !== 'quoted' || now <= (rfq.validUntil ?? 0)) return null;
  return reject('QUOTE_EXPIRED', 'the quote has expired: an expired quote is not replaced', { rfqId: rfq.rfqId });
}

function beyondTolerance({ price, tolerance }: Priced, hardFactor: number): Refusal | null {
  const most = tolerance * hardFactor;
  if (price.deviation <= most) return null;
  const message = `TR-04 PRICE_TOLERANCE dev=${price.deviation.toPrecision(6)} tol=${most.toPrecision(6)}: never sent`;
  return reject('RISK_LIMIT', message, { mid: price.mid });
}

/** How the approvals of the request want it to be worked on. */
function handlingOn({ rfq, rulebook, now }: OnDesk): Handling {
  const client = clientSideOf(rulebook, rfq.accountId, {});
  return handlingFor({ request: rfq.request, account: rfq, approvals: rulebook.approvals, client, now });
}

interface Sending {
  readonly request: SendQuoteRequest;
  readonly by: User;
  readonly priced: Priced;
  readonly market: IdentifiedSnapshot;
}

async function release(deps: DeskDeps, at: OnDesk, sending: Sending): Promise<Done<SendQuoteAnswer>> {
  const { request, by, priced, market } = sending;
  const { tx, rfq, rulebook, now } = at;
  const { size, price, tolerance } = priced;
  const { policy } = rulebook.desk;
  const { quoteId, version } = await nextVersion(tx, rfq.rfqId);
  const ttlMs = ttlMsFor(
    {
      mode: 'desk',
      kinds: rfq.request.legs.map(({ instrument }) => instrument.kind),
      notionalUsd: size.notionalUsd,
      volatility: priced.weight.volatility,
      desiredTtlMs: request.ttlMs ?? rfq.request.desiredTtlMs ?? null,
    },
    { rules: policy.validity, bounds: rulebook.policy.policy.validity },
  );
  await storeSnapshot(tx, market);
  const proposal: Proposal = {
    quoteId: quoteId ?? deps.ids('qt'),
    version,
    rfqId: rfq.rfqId,
    accountId: rfq.accountId,
    status: 'pending',
    built: price.built,
    mid: price.mid,
    tolerance,
    ttlMs,
    change: await changeOf(at, request, priced),
    needs: [
      ...fourEyesNeeds({ size, deviation: price.deviation, tolerance }, policy.fourEyes),
      ...approvalNeeds(handlingOn(at), size),
      ...firstTradeNeeds(at.task?.reasons ?? []),
    ],
    snapshotId: market.id,
    policyVersion: rulebook.policy.version,
    proposedBy: by.username,
    proposedAt: now,
    expiresAt: now + policy.timeouts.proposalMs,
  };
  return proposal.needs.length > 0
    ? propose(deps, at, { proposal, terms: request })
    : publish(deps, at, { proposal, terms: request });
}

interface ToRelease {
  readonly proposal: Proposal;
  readonly terms: object;
}

async function propose(deps: DeskDeps, at: OnDesk, { proposal, terms }: ToRelease): Promise<Done<SendQuoteAnswer>> {
  const { tx, rfq, now } = at;
  const lapsed = await lapseProposals(tx, rfq.rfqId, now);
  await insertProposal(tx, proposal);
  await recordAction(
    at,
    { action: 'propose', actor: proposal.proposedBy, details: { terms, needs: proposal.needs } },
    deps.ids,
  );
  return {
    result: ok({ ...answerOf(proposal), status: 'proposed', validUntil: toInstant(proposal.expiresAt) }),
    notices: [
      ...lapsed,
      { type: 'approvalWanted', at: toInstant(now), rfqId: rfq.rfqId, proposal: toProposalView(proposal) },
    ],
  };
}

async function publish(deps: DeskDeps, at: OnDesk, { proposal, terms }: ToRelease): Promise<Done<SendQuoteAnswer>> {
  const { tx, rfq, now } = at;
  const lapsed = await lapseProposals(tx, rfq.rfqId, now);
  const { quote, events } = await publishQuote(at, { ...proposal, by: proposal.proposedBy }, taskOf(at));
  await recordAction(
    at,
    { action: 'quote', actor: proposal.proposedBy, details: { terms, version: quote.version } },
    deps.ids,
  );
  return {
    result: ok({ ...answerOf(proposal), status: 'live', validUntil: quote.validUntil }),
    events,
    notices: lapsed,
    live: quote,
  };
}

function answerOf({ rfqId, quoteId, version, needs, built }: Proposal) {
  return { rfqId, quoteId, version, needs: [...needs], bid: built.bid, offer: built.offer };
}

/** An automatic quote comes to the desk when a person first touches it. */
export function taskOf({ task, rfq, account, rulebook, now }: OnDesk) {
  const { rfqId, accountId } = rfq;
  const reasons = [{ rule: 'TRADER' as const, message: 'a trader took the automatic quote over' }];
  return task ?? newTask({ rfqId, accountId, reasons, notionalUsd: null, tier: account.tier, now }, rulebook.desk);
}

/** Null for a first version. */
async function changeOf(
  { tx, rfq, rulebook }: OnDesk,
  request: SendQuoteRequest,
  { price }: Priced,
): Promise<RequoteReason | null> {
  if (rfq.quoteId === null || rfq.quoteVersion === null) return null;
  if (request.reason !== undefined) return request.reason;
  const before = await tx
    .selectFrom('quote')
    .select(['view', 'policy_version'])
    .where('quote_id', '=', rfq.quoteId)
    .where('version', '=', rfq.quoteVersion)
    .executeTakeFirstOrThrow();
  const { reference } = before.view as { reference: Parameters<typeof changeSince>[0]['reference'] };
  return changeSince(
    { reference, policyVersion: before.policy_version },
    { reference: price.built.reference, policyVersion: rulebook.policy.version },
  );
}
