import { readEpoch } from '../approvals/index.ts';
import { appendEvents } from '../audit/index.ts';
import { creditUsedUsd } from '../clients/index.ts';
import type { AcceptQuoteRequest, AcceptReceipt } from '../contracts/accept.ts';
import { type Answer, ok, type Result, reject } from '../contracts/result.ts';
import type { Side } from '../contracts/scalars.ts';
import { consumeExposure, type Exposure, readExposure } from '../limits/index.ts';
import { contentHash } from '../platform/canonical-json.ts';
import { toInstant } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { isUniqueViolation } from '../platform/database/errors.ts';
import { checkEcho, type LiveQuote, readQuote, terminalReason } from './accept-checks.ts';
import { type AcceptJudgeDeps, judgeAcceptance, receiptOf } from './accept-judge.ts';
import { makeAcceptTogether } from './accept-together.ts';
import { type AcceptOutcome, type Attempt, countAcceptance, insertAcceptance } from './acceptances.ts';
import { readOpenLocked } from './commitments.ts';
import { clientReason } from './gates.ts';
import { type Announce, type Caller, insertDecision, type RfqRow, readRfq } from './records.ts';
import type { Rulebooks } from './rulebook.ts';
import { unwindRefusal } from './unwinds.ts';

export interface AcceptQuoteDeps extends AcceptJudgeDeps {
  readonly db: Database;
  readonly rulebooks: Rulebooks;
  readonly announce: Announce;
  /** Told of each durable acceptance: the trade is to be booked. */
  readonly onAccepted: (rfqId: string) => void;
}

/**
 * Accepts a quote: the eight checks of the contract, in their order, in one transaction. The rules' epoch is locked
 * first (PA-06), then the RFQ, then the account: whoever commits first wins, and the others are told. A final answer is
 * stored under its clientAcceptId and given again as it was; one that may change (retryable) is not stored.
 *
 * What can plainly be accepted is accepted together with others, in two statements; everything else goes the long way.
 */
export function makeAcceptQuote(deps: AcceptQuoteDeps) {
  const acceptTogether = makeAcceptTogether(deps);
  return async function acceptQuote(
    request: AcceptQuoteRequest,
    caller: Caller,
    receivedAt: number,
  ): Promise<Result<AcceptReceipt>> {
    const attempt = { request, requestHash: contentHash(request), caller, receivedAt };
    const outcome = (await acceptTogether(attempt)) ?? (await decideOnce(deps, attempt));
    if (outcome.events.length > 0) {
      deps.onAccepted(request.rfqId);
      // After this turn of the event loop, so that the receipt leaves before the event.
      setImmediate(() => deps.announce(outcome.events));
    }
    return outcome.result;
  };
}

/** Two requests with one clientAcceptId at once: the one that loses the race reads what the other stored. */
async function decideOnce(deps: AcceptQuoteDeps, attempt: Attempt): Promise<AcceptOutcome> {
  const decide = () => deps.db.transaction().execute((tx) => decideAccept(deps, tx, attempt));
  try {
    return await decide();
  } catch (error) {
    if (!isUniqueViolation(error, 'acceptance_pkey')) throw error;
    return decide();
  }
}

async function decideAccept(deps: AcceptQuoteDeps, tx: Tx, attempt: Attempt): Promise<AcceptOutcome> {
  const { request, caller } = attempt;
  const stored = await findStored(tx, attempt);
  if (stored !== null) return { result: stored, events: [] };

  const epoch = await readEpoch(tx, { share: true });
  const rfq = await readRfq(tx, request.rfqId, { lock: true });
  const quote = rfq === null ? null : await readQuote(tx, rfq, { quoteId: request.quoteId });
  // A stranger's quote must look exactly like no quote.
  if (rfq === null || quote === null || rfq.accountId !== caller.accountId) {
    return { result: reject('NOT_FOUND', `quote ${request.quoteId} of ${request.rfqId} was not found`), events: [] };
  }
  if (rfq.state === 'accepted' || rfq.state === 'booked' || rfq.state === 'held') {
    return { result: await answerAccepted(tx, rfq, request), events: [] };
  }
  const named = await readNamed(tx, { request, rfq, quote });
  const refusal =
    terminalReason(rfq) ??
    checkEcho(request, { rfq, quote, named }) ??
    checkTime(attempt, named ?? quote) ??
    checkTime(attempt, quote);
  if (refusal !== null) return storeRefusal(tx, { attempt, refusal, quote });
  return judgeAndAccept(deps, tx, { attempt, rfq, quote, epoch });
}

/** The version that the client named, where it was replaced and the client allows slippage; null otherwise. */
async function readNamed(
  tx: Tx,
  { request, rfq, quote }: { request: AcceptQuoteRequest; rfq: RfqRow; quote: LiveQuote },
): Promise<LiveQuote | null> {
  const { slippage, quoteId, version } = request;
  return slippage === undefined || version >= quote.version ? null : readQuote(tx, rfq, { quoteId, version });
}

/** Check 1: the answer this clientAcceptId was given before. */
async function findStored(tx: Tx, { request, requestHash, caller }: Attempt): Promise<Result<AcceptReceipt> | null> {
  const row = await tx
    .selectFrom('acceptance')
    .select(['request_hash', 'answer'])
    .where('account_id', '=', caller.accountId)
    .where('client_accept_id', '=', request.clientAcceptId)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.request_hash !== requestHash) {
    const details = { path: 'clientAcceptId', value: request.clientAcceptId };
    return reject(
      'DUPLICATE_REQUEST',
      `clientAcceptId ${request.clientAcceptId} was used for another request`,
      details,
    );
  }
  return fromAnswer(JSON.parse(row.answer) as Answer<AcceptReceipt>);
}

function fromAnswer(answer: Answer<AcceptReceipt>): Result<AcceptReceipt> {
  return answer.ok ? ok(answer.data) : { ok: false, rejection: answer.error };
}

/** TR-08: accepting again what was accepted returns the same receipt; on other terms, it is refused. */
async function answerAccepted(tx: Tx, rfq: RfqRow, request: AcceptQuoteRequest): Promise<Result<AcceptReceipt>> {
  const row = await tx
    .selectFrom('acceptance')
    .select(['answer', 'side', 'quote_version', 'requested_version'])
    .where('rfq_id', '=', rfq.rfqId)
    .where('accepted', '=', true)
    .executeTakeFirstOrThrow();
  if (row.side === request.side && [row.quote_version, row.requested_version].includes(request.version)) {
    return fromAnswer(JSON.parse(row.answer) as Answer<AcceptReceipt>);
  }
  return reject(
    'ILLEGAL_TRANSITION',
    `the quote was accepted before, on side ${row.side}, version ${row.quote_version}`,
  );
}

/** Check 5 (TR-09): the server's receive stamp decides; the very instant of validUntil is still in time. */
function checkTime({ receivedAt }: Attempt, quote: LiveQuote): Extract<Result<never>, { ok: false }> | null {
  if (receivedAt <= quote.validUntil) return null;
  const late = receivedAt - quote.validUntil;
  return reject('QUOTE_EXPIRED', `the quote expired ${late} ms before the acceptance arrived`, {
    validUntil: toInstant(quote.validUntil),
    receivedAt: toInstant(receivedAt),
  });
}

interface Judged {
  readonly attempt: Attempt;
  readonly rfq: RfqRow;
  readonly quote: LiveQuote;
  readonly epoch: number;
}

/** Checks 6 and 7: the gates under the locked epoch and the locked account, then the compare-and-set. */
async function judgeAndAccept(deps: AcceptQuoteDeps, tx: Tx, judged: Judged): Promise<AcceptOutcome> {
  const { attempt, rfq, quote, epoch } = judged;
  const { request, caller, receivedAt } = attempt;
  const rulebook = await deps.rulebooks.at(tx, epoch);
  await tx
    .selectFrom('account')
    .select('account_id')
    .where('account_id', '=', caller.accountId)
    .forNoKeyUpdate()
    .execute();
  const unwound = await unwindRefusal(tx, rfq.request, rfq.accountId);
  if (unwound !== null) return storeRefusal(tx, { attempt, quote, refusal: unwound });
  const { accountId, rfqId } = rfq;
  const exposure = await exposureOn(tx, rfq, request.side);
  const open = await readOpenLocked(tx, { accountId, limits: rulebook.limits, except: rfqId, now: receivedAt });
  const used = await creditUsedUsd(tx, accountId, receivedAt);
  const decision = judgeAcceptance(deps, { attempt, rfq, quote, exposure, rulebook, open, creditUsedUsd: used });
  await insertDecision(tx, decision, { rfqId: rfq.rfqId, accountId: rfq.accountId, ids: deps.ids });
  if (!decision.allowed) {
    return storeRefusal(tx, {
      attempt,
      quote,
      refusal: { ok: false, rejection: clientReason(decision, { rfqId: rfq.rfqId }) },
    });
  }
  const approvalIds = decision.approvals.map(({ approvalId }) => approvalId);
  return commitAcceptance(deps, tx, { ...judged, exposure: { ...exposure, approvalIds } });
}

/** What the quote reserved, on the side that is taken: the acceptance consumes just that, wherever spot is now. */
async function exposureOn(tx: Tx, { rfqId }: RfqRow, side: Side): Promise<Exposure> {
  const reserved = await readExposure(tx, rfqId);
  if (reserved === null) throw new Error(`RFQ ${rfqId} is quoted, and nothing says what it puts at stake`);
  return { ...reserved, side };
}

async function commitAcceptance(
  deps: AcceptQuoteDeps,
  tx: Tx,
  judged: Judged & { readonly exposure: Exposure },
): Promise<AcceptOutcome> {
  const { attempt, rfq, quote, exposure } = judged;
  const { request, caller, receivedAt } = attempt;
  await countAcceptance(tx, caller.accountId);
  const { numUpdatedRows } = await tx
    .updateTable('rfq')
    .set({ state: 'accepted', updated_at: new Date(deps.clock.now()) })
    .where('rfq_id', '=', rfq.rfqId)
    .where('state', '=', 'quoted')
    .where('quote_version', '=', quote.version)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`RFQ ${rfq.rfqId} moved while it was locked`);

  const tradeId = deps.ids('trd');
  const receipt = receiptOf({ attempt, quote }, tradeId);
  const creditUse = exposure.creditUsd[request.side];
  await insertAcceptance(tx, { attempt, quote, result: ok(receipt), tradeId, creditUse, rfq });
  const { rfqId } = rfq;
  const { approvalIds } = exposure;
  const unwinds = rfq.request.unwinds ?? null;
  await consumeExposure(tx, { rfqId, side: request.side, unwinds, approvalIds, at: receivedAt });
  const events = await appendEvents(tx, [
    { accountId: caller.accountId, type: 'quote.accepted', rfqId: rfq.rfqId, at: receivedAt, data: receipt },
  ]);
  return { result: ok(receipt), events };
}

async function storeRefusal(
  tx: Tx,
  { attempt, refusal, quote }: { attempt: Attempt; refusal: Extract<Result<never>, { ok: false }>; quote: LiveQuote },
): Promise<AcceptOutcome> {
  if (!refusal.rejection.retryable) {
    await insertAcceptance(tx, { attempt, quote, result: refusal, tradeId: null, creditUse: '0', rfq: null });
  }
  return { result: refusal, events: [] };
}
