import { makeChangeApproval, raiseEpoch } from '../../src/approvals/index.ts';
import { makeBookTrade } from '../../src/booking/index.ts';
import { findUser } from '../../src/clients/index.ts';
import { ok } from '../../src/contracts/result.ts';
import type { Database } from '../../src/platform/database/database.ts';
import {
  makeAcceptQuote,
  makeCancelRfq,
  makeCreateRfq,
  makeExpireQuotes,
  makeIntakeWriter,
  makePassQuote,
  makeSendQuote,
  makeWithdrawQuote,
  openRulebooks,
} from '../../src/rfq/index.ts';
import { type RevokeDeps, revokeStanding } from '../../src/rfq/revoke.ts';
import type { Ruling } from '../../src/rfq/revoke-judge.ts';
import type { World } from '../../src/world.ts';

const nothing = () => undefined;
const LONG_MS = 30 * 86_400_000;

export interface ByHandHooks {
  readonly onAccepted?: (rfqId: string) => void;
  readonly onQuoteLive?: (quote: { readonly validUntil: string }) => void;
  readonly onExpired?: () => void;
  readonly onBooked?: () => void;
}

/** The service's use cases on its own database, without its jobs and timers; time is the test's, the market never old. */
export async function useCasesByHand({ db, ids, market }: World, now: () => number, hooks: ByHandHooks = {}) {
  const clock = { now };
  const shared = {
    db,
    ids,
    market,
    clock,
    rulebooks: await openRulebooks({ db, clock }),
    limits: { spotStaleMs: LONG_MS, surfaceStaleMs: LONG_MS },
    guards: { halts: () => [] },
    announce: nothing,
    onAccepted: nothing,
    onQuoteLive: nothing,
    onExpired: nothing,
    onBooked: nothing,
    ...hooks,
  };
  const desk = { ...shared, findUser, tellDesk: nothing, onItem: nothing };
  return {
    create: makeCreateRfq({
      ...shared,
      writer: makeIntakeWriter(db),
      openRequests: { take: async () => ok(nothing) },
      onQueued: nothing,
    }),
    accept: makeAcceptQuote(shared),
    cancel: makeCancelRfq(shared),
    pass: makePassQuote(shared),
    expire: makeExpireQuotes(shared),
    book: makeBookTrade(shared),
    rulebooks: shared.rulebooks,
    changeApproval: makeChangeApproval({ db, clock }),
    /** By two others than who suspended it. */
    reinstate: async (approvalId: string) => {
      const change = makeChangeApproval({ db, clock });
      const wish = { approvalId, change: 'reinstate', reason: 'the cause is gone' } as const;
      await change({ ...wish, by: { username: 'risk', role: 'risk' } });
      return change({ ...wish, by: { username: 'compliance-2', role: 'compliance' } });
    },
    send: makeSendQuote(desk),
    withdraw: makeWithdrawQuote(desk),
    /** One sweep, under the rules as they are read now but for `changed`, by a process of its own. */
    async revoke(gateway: Partial<Pick<RevokeDeps, 'isConnected' | 'announce'>> = {}, changed: Partial<Ruling> = {}) {
      const ruling = {
        rulebook: await shared.rulebooks.refresh(),
        market: market.current()?.snapshot ?? null,
        halts: [],
        now: now(),
        ...changed,
      };
      return revokeStanding(
        { ...desk, isConnected: () => false, ...gateway },
        { ruling, judged: new Map(), superseded: () => false },
      );
    },
  };
}
export type UseCasesByHand = Awaited<ReturnType<typeof useCasesByHand>>;

/** The person who trades for an account, as the client's file knows them. */
export async function traderOf({ db }: Pick<World, 'db'>, accountId: string) {
  const { user_id: userId } = await db
    .selectFrom('app_user')
    .select('user_id')
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return { userId, accountId };
}

/** How often a race is run: `FAULT_ROUNDS` asks for more, such as 2000. @throws Error when it is no whole number >= 1. */
export function rounds(few: number): number {
  const asked = process.env['FAULT_ROUNDS'];
  if (asked === undefined || asked === '') return few;
  if (!/^[1-9]\d{0,5}$/.test(asked))
    throw new Error(`FAULT_ROUNDS must be a whole number from 1 to 999999, was ${asked}`);
  return Number(asked);
}

/** So much credit that nothing is refused for it. */
export async function liftCreditLines(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await raiseEpoch(tx);
    await tx.updateTable('account').set({ credit_limit_usd: '1000000000000' }).execute();
  });
}
