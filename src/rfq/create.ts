import type { QuoteView } from '../contracts/quote.ts';
import { ok, type Rejection, type Result, reject } from '../contracts/result.ts';
import type { CreateRfqAnswer, CreateRfqRequest } from '../contracts/rfq.ts';
import { contentHash } from '../platform/canonical-json.ts';
import { toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { allocationRefusal } from './allocations.ts';
import { type Commitments, type Committed, makeCommitments } from './commitments.ts';
import { type Draft, type DraftDeps, type DraftInput, draftRfq } from './draft.ts';
import { type Habits, makeHabits } from './habits.ts';
import type { IntakeOutcome, IntakeWriter } from './intake-writer.ts';
import type { OpenRequests } from './open-requests.ts';
import { type Announce, type Caller, toRfqRow } from './records.ts';
import type { Rulebook, Rulebooks } from './rulebook.ts';
import { checkPackage } from './terms.ts';
import { unwindRefusal } from './unwinds.ts';

export interface CreateRfqDeps extends DraftDeps {
  readonly db: Database;
  readonly writer: IntakeWriter;
  readonly openRequests: OpenRequests;
  readonly rulebooks: Rulebooks;
  readonly announce: Announce;
  /** Told of each quote that went live, once it is durable. */
  readonly onQuoteLive: (quote: QuoteView) => void;
  /** Told of each request that waits for a person, once it is durable. */
  readonly onQueued: (rfqId: string) => void;
}

/** Rules and credit that change while a request is judged are read again; more often than this, something is wrong. */
const TRIES = 5;

/** What a request is judged on. */
interface Basis extends Committed {
  readonly rulebook: Rulebook;
  readonly habits: Habits;
  /** Read for this request. If not, a quote may stand on it, because its commit compares both; a refusal may not. */
  readonly fresh: boolean;
}

/**
 * Intake: gates, route, value, spread, quote, and one commit of it all. Asking again with the same clientRfqId gives
 * the same RFQ. A refused request is stored too, with every rule it failed.
 */
export function makeCreateRfq(deps: CreateRfqDeps) {
  const commitments = makeCommitments(deps);
  const habitsOf = makeHabits(deps);
  const judging = { ...deps, commitments };

  const readBasis = async (accountId: string): Promise<Basis> => {
    const rulebook = await deps.rulebooks.refresh();
    const [committed, habits] = await Promise.all([
      commitments.read(accountId, rulebook.limits),
      habitsOf.read(accountId, rulebook.desk.policy),
    ]);
    return { rulebook, ...committed, habits, fresh: true };
  };

  const judge = async (asked: Asked): Promise<Result<CreateRfqAnswer>> => {
    const { accountId } = asked.caller;
    const rulebook = deps.rulebooks.current();
    const [committed, habits] = await Promise.all([
      commitments.recent(accountId, rulebook.limits),
      habitsOf.recent(accountId, rulebook.desk.policy),
    ]);
    let basis: Basis = { rulebook, ...committed, habits, fresh: false };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const result = await tryOn(judging, asked, basis);
      if (result !== 'judge again') return result;
      basis = await readBasis(accountId);
    }
    return reject('UNAVAILABLE', 'the rules changed while the request was judged');
  };

  return async function createRfq(
    request: CreateRfqRequest,
    caller: Caller,
    receivedAt: number,
  ): Promise<Result<CreateRfqAnswer>> {
    const checked = checkPackage(request);
    if (!checked.ok) return checked;
    const asked = { request, requestHash: contentHash(request), caller, receivedAt };
    const fault =
      (await unwindRefusal(deps.db, request, caller.accountId)) ??
      (await allocationRefusal(deps.db, request, caller.accountId));
    // Asked before, it has its answer: what it closed meanwhile may be its own doing.
    if (fault !== null) return (await findEarlier(deps, asked)) ?? fault;
    const place = await deps.openRequests.take(caller.accountId);
    // Sent again, it needs no place of its own.
    if (!place.ok) return (await findEarlier(deps, asked)) ?? place;
    let opened = false;
    try {
      const result = await judge(asked);
      opened = result.ok;
      return result;
    } finally {
      place.value(opened);
    }
  };
}

type Asked = Pick<DraftInput, 'request' | 'requestHash' | 'caller' | 'receivedAt'>;

interface Judging extends CreateRfqDeps {
  readonly commitments: Commitments;
}

async function tryOn(deps: Judging, asked: Asked, basis: Basis): Promise<Result<CreateRfqAnswer> | 'judge again'> {
  const draft = draftRfq(deps, { ...asked, ...basis });
  const unquoted = !draft.ok || draft.value.quote === null;
  if (unquoted && !basis.fresh) return 'judge again';
  if (!draft.ok) return draft;
  const proved = deps.rulebooks.proving(draft.value.record.epoch);
  const outcome = await deps.writer.commit(draft.value.record);
  if (outcome.kind === 'moved') return 'judge again';
  if (outcome.kind === 'accountFull') return reject('RATE_LIMITED', 'too many requests of the account wait; ask again');
  if (outcome.kind === 'full') return reject('UNAVAILABLE', 'too many requests wait to be written; ask again');
  if (outcome.kind === 'duplicate') {
    const earlier = await findEarlier(deps, asked);
    if (earlier === null) throw new Error(`clientRfqId ${asked.request.clientRfqId} is taken and not there`);
    return earlier;
  }
  proved();
  return answerCommitted(deps, { draft: draft.value, outcome, request: asked.request });
}

function answerCommitted(
  deps: Judging,
  {
    draft,
    outcome,
    request,
  }: { draft: Draft; outcome: Extract<IntakeOutcome, { kind: 'committed' }>; request: CreateRfqRequest },
): Result<CreateRfqAnswer> {
  if (draft.exposure !== null) deps.commitments.released(draft.exposure);
  // After this turn of the event loop, so that the acknowledgement leaves before the events.
  setImmediate(() => {
    deps.announce(outcome.events);
    if (draft.quote !== null) deps.onQuoteLive(draft.quote);
    if (draft.record.task !== null) deps.onQueued(draft.answer.rfqId);
  });
  if ('error' in draft.answer) return { ok: false, rejection: draft.answer.error };
  const { rfqId, state } = draft.answer;
  return ok({
    rfqId,
    clientRfqId: request.clientRfqId,
    state,
    duplicateOf: outcome.duplicateOf,
    serverTime: toInstant(deps.clock.now()),
  });
}

/** The answer that this clientRfqId has; null when it is new. */
async function findEarlier(
  { db, clock }: CreateRfqDeps,
  { caller, request, requestHash }: Asked,
): Promise<Result<CreateRfqAnswer> | null> {
  const { clientRfqId } = request;
  const row = await db
    .selectFrom('rfq')
    .selectAll()
    .where('account_id', '=', caller.accountId)
    .where('client_rfq_id', '=', clientRfqId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const rfq = toRfqRow(row);
  if (rfq.requestHash !== requestHash) {
    const details = { path: 'clientRfqId', value: clientRfqId, rfqId: rfq.rfqId };
    return reject('DUPLICATE_REQUEST', `clientRfqId ${clientRfqId} was used for another request`, details);
  }
  if (rfq.error !== null) return { ok: false, rejection: rfq.error as Rejection };
  const { rfqId, state, duplicateOf } = rfq;
  return ok({ rfqId, clientRfqId, state, duplicateOf, serverTime: toInstant(clock.now()) });
}
