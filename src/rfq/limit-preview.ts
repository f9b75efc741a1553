import { type Account, creditUsedUsd } from '../clients/index.ts';
import type { AccountLimitsView, LimitUseView, QuoteLimitsRequest, QuoteLimitsView } from '../contracts/limits.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
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
  /** Each bound of an account with what is taken of it; null for those of the firm. */
  ofAccount(accountId: string | null): Promise<Result<AccountLimitsView>>;
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
      return ok(await afterAccepting(deps, { quoteId, side, rfq, exposure, forStaff: scope === null }));
    },

    async ofAccount(accountId) {
      const rulebook = await deps.rulebooks.refresh();
      const account = accountId === null ? null : rulebook.accounts.get(accountId);
      if (account === undefined) return reject('NOT_FOUND', `accountId ${accountId} was not found`);
      return ok(await takenNow(deps, rulebook, account));
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

interface Asked extends Pick<QuoteLimitsRequest, 'quoteId' | 'side'> {
  readonly rfq: RfqRow;
  readonly exposure: Exposure;
  readonly forStaff: boolean;
}

async function afterAccepting(
  { db, rulebooks, clock }: LimitPreviewDeps,
  { quoteId, side, rfq, exposure, forStaff }: Asked,
): Promise<QuoteLimitsView> {
  const now = clock.now();
  const { limits, accounts } = await rulebooks.refresh();
  const { accountId, rfqId } = rfq;
  const shown = limits.filter(({ per }) => forStaff || per === 'trade' || per === 'client');
  const open = await readOpenExposures(db, { accountId: forStaff ? null : accountId, except: rfqId, now });
  const asked = { exposure, certain: true, open };
  const uses = rfq.request.unwinds === undefined ? usesOf(shown, asked, now) : [];
  const line = accounts.get(accountId)?.creditLimitUsd ?? '0';
  const used = await committedUsd(db, { accountId, except: rfqId, now });
  const views = [
    creditView({ line, used, need: exposure.creditUsd[side] }),
    ...uses.map(({ limit, ...use }) => ({
      ...boundOf(limit),
      used: dollars(use.used),
      after: dollars(use.after),
      within: use.within,
    })),
  ];
  return { quoteId, rfqId, side, limits: views, within: views.every(({ within }) => within), asOf: toInstant(now) };
}

function creditView({ line, used, need }: { line: string; used: Decimal; need: string }): LimitUseView {
  const after = used.plus(need);
  const within = after.lte(line) || new Decimal(need).isZero();
  const bound = { limitId: 'credit', per: 'client', measure: 'creditUsd', max: line } as const;
  return { ...bound, used: used.toFixed(2), after: after.toFixed(2), within };
}

async function takenNow(
  { db, clock }: LimitPreviewDeps,
  { limits }: Rulebook,
  account: Account | null,
): Promise<AccountLimitsView> {
  const now = clock.now();
  const accountId = account?.accountId ?? null;
  const open = await readOpenExposures(db, { accountId, except: null, now });
  const mine = limits.filter(({ per, scope }) =>
    accountId === null
      ? per === 'firm' || per === 'trader'
      : (per === 'client' || per === 'trade') && (scope.accountId ?? accountId) === accountId,
  );
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
      ...mine.map((limit) => ({ ...boundOf(limit), used: dollars(takenOf(limit, open, now)) })),
    ],
    asOf: toInstant(now),
  };
}

async function committedUsd(
  db: Database,
  of: { readonly accountId: string; readonly except: string | null; readonly now: number },
): Promise<Decimal> {
  return new Decimal(await creditUsedUsd(db, of.accountId, of.now)).plus(await reservedUsd(db, of));
}

function boundOf({ limitId, per, measure, max }: Limit) {
  return { limitId, per, measure, max: dollars(max) };
}

function dollars(amount: number): string {
  return new Decimal(amount).toFixed(2);
}
