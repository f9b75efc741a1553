import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { instrumentBook, type Instrument as PricedInstrument } from '../../../pricing/index.ts';
import type { Instrument } from '../../contracts/instrument.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { Leg } from '../../contracts/rfq.ts';
import type { Side } from '../../contracts/scalars.ts';
import { kindOf, lastExpiryOf } from '../../limits/index.ts';
import type { Executor } from '../../platform/database/database.ts';
import { clientSideOfLeg, toPricingTerms } from '../../quoting/index.ts';
import { heldInstrument } from '../../rfq/index.ts';
import type { Holding, RiskBook } from './risk-book.ts';

/** What bounds a book: its legs stand in memory, on every worker. */
const BOOK_LEGS_MAX = 500_000;
const PAGE = 5_000;

export interface BookQuestion {
  /** UTC epoch ms. */
  readonly asOf: number;
  readonly accountId?: string | undefined;
  readonly underlying?: string | undefined;
  readonly quotes: boolean;
}

/**
 * What the desk held at an instant, from the database alone: trades accepted by then and not ended by then, and what may be
 * accepted then, with the legs that were still alive. In the order of ids, so that the same book reads the same.
 */
export async function readBook(db: Executor, question: BookQuestion): Promise<Result<RiskBook>> {
  const found: Found = { holdings: [], legs: [] };
  for (let after: string | null = ''; after !== null; ) {
    const { rows }: { rows: BookRow[] } = await sql<BookRow>`${pageOf(question, after)}`.execute(db);
    for (const row of rows) addRow(found, row, question);
    if (found.legs.length > BOOK_LEGS_MAX) {
      const rule = `must have at most ${BOOK_LEGS_MAX} legs, had more: ask for one client`;
      return reject('VALIDATION_FAILED', `the book ${rule}`);
    }
    after = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
  }
  return ok(columnsOf(found.holdings, found.legs));
}

interface Found {
  readonly holdings: Holding[];
  readonly legs: { readonly leg: HeldLeg; readonly holding: number }[];
}

function addRow({ holdings, legs }: Found, row: BookRow, question: BookQuestion): void {
  const alive = legsOf(row).filter(({ terms }) => isWanted(terms, question));
  for (const leg of alive) legs.push({ leg, holding: holdings.length });
  if (alive.length > 0) holdings.push(holdingOf(row));
}

interface BookRow {
  readonly id: string;
  readonly account_id: string;
  readonly trader: string | null;
  readonly side: Side;
  readonly quantity: string;
  readonly legs: readonly (Leg & { readonly price?: string })[];
  readonly prices: { readonly bid: string | null; readonly offer: string | null } | null;
}

function isWanted(terms: PricedInstrument, { asOf, underlying }: BookQuestion): boolean {
  return terms.expiry > asOf && (underlying === undefined || terms.underlying === underlying);
}

function pageOf(question: BookQuestion, after: string): RawBuilder<BookRow> {
  const { accountId, asOf, quotes } = question;
  const mine = accountId === undefined ? sql`true` : sql`account_id = ${accountId}`;
  const at = new Date(asOf);
  return sql<BookRow>`select * from (${tradesAt(at)} ${quotes ? sql`union all ${quotesAt(at)}` : sql``}) held
    where ${mine} and id > ${after} order by id limit ${PAGE}`;
}

/** A trade counts from its acceptance; one that was held and rejected counted until then. */
function tradesAt(at: Date): RawBuilder<unknown> {
  return sql`select t.trade_id as id, t.account_id, e.trader, t.side, t.quantity::text as quantity, t.legs, null::jsonb as prices
    from trade t left join exposure e on e.rfq_id = t.rfq_id
    left join trade_resolution r on r.trade_id = t.trade_id and r.action = 'reject'
    where t.accepted_at <= ${at} and (t.state <> 'rejected' or r.confirmed_at > ${at})`;
}

/** The newest version by then, before its end, unless its request had ended; each side that may be accepted is a row. */
function quotesAt(at: Date): RawBuilder<unknown> {
  return sql`select q.quote_id || ':' || s.side as id, q.account_id, e.trader, s.side, q.quantity::text as quantity,
      f.request -> 'legs' as legs, jsonb_build_object('bid', q.bid::text, 'offer', q.offer::text) as prices
    from quote q join rfq f on f.rfq_id = q.rfq_id left join exposure e on e.rfq_id = q.rfq_id
    cross join (values ('buy'), ('sell')) s (side)
    where q.created_at <= ${at} and q.valid_until > ${at} and (f.state = 'quoted' or f.updated_at > ${at})
      and (case s.side when 'buy' then q.offer else q.bid end) is not null
      and not exists (select 1 from quote n where n.quote_id = q.quote_id and n.version > q.version and n.created_at <= ${at})
      and not exists (select 1 from acceptance a where a.rfq_id = q.rfq_id and a.accepted and a.received_at <= ${at})`;
}

interface HeldLeg {
  readonly terms: PricedInstrument;
  /** Desk's side, signed. */
  readonly units: number;
}

function legsOf({ legs, side, quantity, prices }: BookRow): HeldLeg[] {
  return legs.map((leg) => {
    const isBought = clientSideOfLeg(leg.side, side) === 'buy';
    const units = Number(quantity) * Number(leg.ratio);
    // A quote has one price, and an outright forward one leg.
    const agreed = leg.price ?? (side === 'buy' ? prices?.offer : prices?.bid) ?? '0';
    const terms = toPricingTerms(heldInstrument(leg.instrument as Instrument, agreed));
    return { terms, units: isBought ? 0 - units : units };
  });
}

function holdingOf({ id, account_id: accountId, trader, legs }: BookRow): Holding {
  return { id, accountId, trader, kind: kindOf([...legs]), until: lastExpiryOf([...legs]) };
}

function columnsOf(holdings: readonly Holding[], legs: readonly { leg: HeldLeg; holding: number }[]): RiskBook {
  const { book, rowOf } = instrumentBook(legs.map(({ leg }) => leg.terms));
  const units = Float64Array.from(legs, ({ leg }) => leg.units);
  const trade = Uint32Array.from(legs, ({ holding }) => holding);
  const hash = createHash('sha256');
  for (const { id } of holdings) hash.update(`${id}\n`);
  for (const column of [book.strike, book.payout, book.isCall, book.isInverse, book.seriesOf, rowOf, units, trade]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  hash.update(JSON.stringify(book.series));
  return { book, legs: { row: rowOf, units, trade }, holdings, hash: `book_${hash.digest('hex').slice(0, 40)}` };
}
