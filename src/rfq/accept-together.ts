import type { AccountEvent } from '../audit/index.ts';
import { ok, reject } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { isUniqueViolation } from '../platform/database/errors.ts';
import { checkEcho } from './accept-checks.ts';
import { type AcceptBasis, type AcceptJudgeDeps, judgeAcceptance, receiptOf } from './accept-judge.ts';
import { readPlain, type Written, writeTogether } from './accept-store.ts';
import type { AcceptOutcome, Attempt } from './acceptances.ts';
import { beyondAccount } from './commitments.ts';
import type { Rulebooks } from './rulebook.ts';
import { makeWaitingLine } from './waiting-line.ts';

export interface AcceptTogetherDeps extends AcceptJudgeDeps {
  readonly db: Database;
  readonly rulebooks: Rulebooks;
}

const BATCH_MAX = 100;
const WAITING_MAX = { max: 10_000, maxPerAccount: 1_000 };

interface Waiting {
  readonly attempt: Attempt;
  readonly settle: { resolve(outcome: AcceptOutcome | null): void; reject(error: unknown): void };
}

/**
 * Accepts what can plainly be accepted, grouped like intake: whatever arrives while others are written shares the next
 * two statements. The first reads, without a lock, all that the gates ask; the second takes the locks of decision 0004,
 * compares what was read, and writes. It writes nothing of an acceptance whose rules, quote or account's credit have
 * moved since, nor of one whose quote somebody else works on.
 *
 * Resolves with null for all that needs the long way: whatever would be refused, was answered before, or has moved. What
 * is null has written nothing.
 */
export function makeAcceptTogether(deps: AcceptTogetherDeps) {
  const line = makeWaitingLine<Waiting>(WAITING_MAX);
  let writing = false;

  const drain = async () => {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) await settleBatch(deps, batch);
    writing = false;
  };
  /** One of an account at a time: the next one's credit counts this one. */
  const nextBatch = () => {
    const accounts = new Set<string>();
    return line.take(BATCH_MAX, (_first, { attempt: { caller } }) => {
      if (accounts.has(caller.accountId)) return false;
      accounts.add(caller.accountId);
      return true;
    });
  };

  return function acceptTogether(attempt: Attempt): Promise<AcceptOutcome | null> {
    const outcome = new Promise<AcceptOutcome | null>((resolve, reject) => {
      const joined = line.join(attempt.caller.accountId, { attempt, settle: { resolve, reject } });
      if (joined.kind === 'waits') joined.displaced?.settle.resolve(tooMany());
      else resolve(tooMany());
    });
    if (!writing) {
      writing = true;
      void drain();
    }
    return outcome;
  };
}

/** May be asked again: nothing was decided. */
function tooMany(): AcceptOutcome {
  return { result: reject('RATE_LIMITED', 'too many acceptances wait to be decided'), events: [] };
}

async function settleBatch(deps: AcceptTogetherDeps, batch: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await acceptBatch(
      deps,
      batch.map(({ attempt }) => attempt),
    );
    for (const { attempt, settle } of batch) settle.resolve(outcomes.get(attempt) ?? null);
  } catch (error) {
    // Somebody used one of the ids meanwhile: nothing was written, and the long way says of which.
    for (const { settle } of batch) isUniqueViolation(error) ? settle.resolve(null) : settle.reject(error);
  }
}

async function acceptBatch(
  deps: AcceptTogetherDeps,
  attempts: readonly Attempt[],
): Promise<ReadonlyMap<Attempt, AcceptOutcome>> {
  const rulebook = deps.rulebooks.current();
  const plain = attempts.filter((attempt) => isPlain(attempt, rulebook));
  const read = plain.length === 0 ? [] : await readPlain(deps.db, { attempts: plain, limits: rulebook.limits });
  const written = read.flatMap(({ seen, ...basis }) => accepted(deps, { ...basis, rulebook }, seen) ?? []);
  if (written.length === 0) return new Map();
  const proven = deps.rulebooks.proving(rulebook.epoch);
  const events = await writeTogether(deps.db, { written, epoch: rulebook.epoch, now: deps.clock.now() });
  if (events.size > 0) proven();
  return new Map(written.flatMap((one) => outcomeOf(one, events)));
}

function outcomeOf(one: Written, events: ReadonlyMap<string, AccountEvent>): [Attempt, AcceptOutcome][] {
  const event = events.get(one.basis.rfq.rfqId);
  return event === undefined ? [] : [[one.basis.attempt, { result: ok(one.receipt), events: [event] }]];
}

/** Slippage names a version that was replaced, and limits beyond the account need a lock of their own. */
function isPlain({ request, caller: { accountId } }: Attempt, { limits }: AcceptBasis['rulebook']): boolean {
  return request.slippage === undefined && !beyondAccount({ limits, accountId });
}

/** Checks 4 to 6; null when any of them refuses. */
function accepted(deps: AcceptTogetherDeps, basis: AcceptBasis, seen: number): Written | null {
  const { attempt, rfq, quote, rulebook } = basis;
  const { request, receivedAt, caller } = attempt;
  if (rfq.request.unwinds !== undefined || !rulebook.accounts.has(caller.accountId)) return null;
  if (checkEcho(request, { rfq, quote }) !== null || receivedAt > quote.validUntil) return null;
  const decision = judgeAcceptance(deps, basis);
  if (!decision.allowed) return null;
  const ids = { decisionId: deps.ids('dec'), tradeId: deps.ids('trd') };
  return { basis, decision, ...ids, receipt: receiptOf(basis, ids.tradeId), seen };
}
