import { cellDecisions } from '../approvals/index.ts';
import { type Account, creditUsedUsd, treatmentFor } from '../clients/index.ts';
import type {
  AccountLimitsView,
  LimitUseView,
  QuoteLimitsRequest,
  QuoteLimitsView,
  SideLimitsView,
} from '../contracts/limits.ts';
import type { QuoteReference } from '../contracts/quote.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Side } from '../contracts/scalars.ts';
import {
  type Exposure,
  type Limit,
  readExposure,
  readOpenExposures,
  reservedUsd,
  takenOf,
  usesOf,
} from '../limits/index.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { Decimal } from '../platform/decimal.ts';
import { terminalReason } from './accept-checks.ts';
import { approvalIdsFor, clientSideOf } from './client-gate.ts';
import { exposureOf } from './credit-gate.ts';
import type { Watched } from './desk/valuation.ts';
import { type RfqRow, readRfq } from './records.ts';
import type { Rulebook, Rulebooks } from './rulebook.ts';

export interface LimitPreviewDeps {
  readonly db: Database;
  readonly rulebooks: Rulebooks;
  readonly clock: Clock;
}

export interface LimitPreviews {
  /** What accepting a live quote on one side would leave. `scope` is the asker's account; null for staff, who see all bounds. */
  ofQuote(request: QuoteLimitsRequest, scope: string | null): Promise<Result<QuoteLimitsView>>;
  /** What a trade on each side asked for would leave, priced as now: for who is about to price it. */
  ofRequest(watched: Watched, reference: QuoteReference): Promise<SideLimitsView[]>;
  /** Each bound of an account with what is taken of it; null for those of the firm. */
  ofAccount(accountId: string | null, to: { readonly forStaff: boolean }): Promise<Result<AccountLimitsView>>;
}

/** Reads alone: nothing is reserved by looking, and acceptance decides anew. */
export function makeLimitPreviews(deps: LimitPreviewDeps): LimitPreviews {
  return {
    async ofQuote(request, scope) {
      const found = await findReserved(deps.db, request, scope);
      if (!found.ok) return found;
      const { rfq, reserved } = found.value;
      const { quoteId, side } = request;
      const exposure = { ...reserved, side };
      const limits = await afterAccepting(deps, { ...rfq, side, exposure, forStaff: scope === null });
      return ok({ quoteId, rfqId: rfq.rfqId, ...limits, asOf: toInstant(deps.clock.now()) });
    },

    async ofRequest({ rfqId, accountId, request }, reference) {
      const now = deps.clock.now();
      const exposure = exposureOf(request, { accountId, trader: null, built: { reference }, now });
      const views = [];
      for (const side of request.side === 'two-way' ? (['buy', 'sell'] as const) : [request.side]) {
        const asked = { rfqId, accountId, request, side, exposure: { ...exposure, side }, forStaff: true };
        views.push(await afterAccepting(deps, asked));
      }
      return views;
    },

    async ofAccount(accountId, { forStaff }) {
      const rulebook = await deps.rulebooks.refresh();
      const account = accountId === null ? null : rulebook.accounts.get(accountId);
      if (account === undefined) return reject('NOT_FOUND', `accountId ${accountId} was not found`);
      return ok(await takenNow(deps, rulebook, { account, forStaff }));
    },
  };
}

/** The RFQ of a live quote, with what it keeps free. */
async function findReserved(
  db: Database,
  { quoteId, side }: QuoteLimitsRequest,
  scope: string | null,
): Promise<Result<{ readonly rfq: RfqRow; readonly reserved: Exposure }>> {
  const row = await db.selectFrom('quote').select('rfq_id').where('quote_id', '=', quoteId).executeTakeFirst();
  const rfq = row === undefined ? null : await readRfq(db, row.rfq_id, { lock: false });
  if (rfq === null || (scope !== null && rfq.accountId !== scope)) {
    return reject('NOT_FOUND', `quoteId ${quoteId} was not found`);
  }
  const ended = terminalReason(rfq);
  if (ended !== null) return ended;
  const reserved = await readExposure(db, rfq.rfqId);
  if (rfq.state !== 'quoted' || reserved === null) {
    return reject('ILLEGAL_TRANSITION', `the RFQ is ${rfq.state}: there is no quote to accept`);
  }
  if (reserved.side === 'two-way' || reserved.side === side) return ok({ rfq, reserved });
  return reject('SIDE_MISMATCH', `side must be ${reserved.side}, which was asked for, was ${side}`);
}

interface Asked extends Watched {
  readonly side: Side;
  readonly exposure: Exposure;
  readonly forStaff: boolean;
}

async function afterAccepting(
  { db, rulebooks, clock }: LimitPreviewDeps,
  { rfqId, accountId, request, side, exposure, forStaff }: Asked,
): Promise<SideLimitsView> {
  const now = clock.now();
  const rulebook = await rulebooks.refresh();
  const { limits, accounts, approvals } = rulebook;
  const shown = limits.filter(({ per }) => forStaff || per === 'trade' || per === 'client');
  const client = clientSideOf(rulebook, accountId, {});
  const approvalIds = approvalIdsFor({ request, account: { accountId }, approvals, client, now }, side);
  const open = await readOpenExposures(db, { accountId: forStaff ? null : accountId, except: rfqId, now });
  const uses =
    request.unwinds === undefined
      ? usesOf(shown, { exposure: { ...exposure, approvalIds }, certain: true, open }, now)
      : [];
  const line = accounts.get(accountId)?.creditLimitUsd ?? '0';
  const used = await committedUsd(db, { accountId, except: rfqId, now });
  const views = [
    creditView({ line, used, need: exposure.creditUsd[side] }),
    ...uses.map(({ limit, ...use }) => ({
      ...boundOf(limit, { forStaff }),
      used: amount(limit, use.used),
      after: amount(limit, use.after),
      within: use.within,
    })),
  ];
  return { side, limits: views, within: views.every(({ within }) => within) };
}

function creditView({ line, used, need }: { line: string; used: Decimal; need: string }): LimitUseView {
  const after = used.plus(need);
  const within = after.lte(line) || new Decimal(need).isZero();
  const bound = { limitId: 'credit', per: 'client', measure: 'creditUsd', max: line } as const;
  return { ...bound, used: used.toFixed(2), after: after.toFixed(2), within };
}

async function takenNow(
  { db, clock }: LimitPreviewDeps,
  rulebook: Rulebook,
  { account, forStaff }: { readonly account: Account | null; readonly forStaff: boolean },
): Promise<AccountLimitsView> {
  const now = clock.now();
  const accountId = account?.accountId ?? null;
  const open = await readOpenExposures(db, { accountId, except: null, now });
  const mine = boundsFor(rulebook, accountId, now);
  const credit =
    account === null
      ? []
      : [
          creditView({
            line: account.creditLimitUsd,
            used: await committedUsd(db, { accountId: account.accountId, except: null, now }),
            need: '0',
          }),
        ];
  return {
    accountId,
    limits: [
      ...credit.map(({ after: _after, within: _within, ...bound }) => bound),
      ...mine.map((limit) => ({ ...boundOf(limit, { forStaff }), used: amount(limit, takenOf(limit, open, now)) })),
    ],
    asOf: toInstant(now),
  };
}

/** Of the firm: what adds up over clients. Of an account: its own, of approvals those that name its class. */
function boundsFor({ limits, approvals, clientFiles }: Rulebook, accountId: string | null, now: number): Limit[] {
  if (accountId === null) return limits.filter(({ per }) => per === 'firm' || per === 'trader');
  const { clientClass } = treatmentFor(clientFiles.get(accountId), { legs: [], named: [], now });
  const open = cellDecisions(approvals, { accountId, clientClass, now }).filter(({ verdict }) => verdict === 'allowed');
  const records = new Set(open.flatMap(({ by }) => by.map(({ approvalId }) => approvalId)));
  return limits.filter(
    (limit) =>
      (limit.per === 'client' || limit.per === 'trade') &&
      (limit.records === undefined
        ? (limit.scope.accountId ?? accountId) === accountId
        : records.has(limit.limitId.replace(/\.[^.]*$/, ''))),
  );
}

async function committedUsd(
  db: Database,
  of: { readonly accountId: string; readonly except: string | null; readonly now: number },
): Promise<Decimal> {
  return new Decimal(await creditUsedUsd(db, of.accountId, of.now)).plus(await reservedUsd(db, of));
}

/** Clients are not told the records of the register. */
function boundOf(limit: Limit, { forStaff }: { readonly forStaff: boolean }) {
  const { limitId, per, measure, max, records, window } = limit;
  const shown = records === undefined || forStaff ? limitId : limitId.replace(/^.*\./, 'approval.');
  return { limitId: shown, per, measure, ...(window !== undefined && { window }), max: amount(limit, max) };
}

const COIN_DECIMALS = 8;

function amount({ measure }: Pick<Limit, 'measure'>, value: number): string {
  const decimal = new Decimal(value);
  return measure === 'delta' || measure === 'gamma'
    ? decimal.toDecimalPlaces(COIN_DECIMALS).toFixed()
    : decimal.toFixed(2);
}
