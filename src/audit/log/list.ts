import { type RawBuilder, sql } from 'kysely';
import type { AuditEventView, AuditFilter } from '../../contracts/audit.ts';
import { csvLine } from '../../contracts/export-text.ts';
import type { Executor } from '../../platform/database/database.ts';
import { leafOf } from './chain.ts';

export interface SealedLine {
  readonly seq: number;
  /** As it was sealed. */
  readonly line: string;
}

export interface AuditPage {
  readonly filter: AuditFilter;
  readonly order: 'oldest' | 'newest';
  /** The last sequence of the page before; null for the first page. */
  readonly after: number | null;
  readonly limit: number;
}

/** Events that match, at most `limit`. */
export async function listAudit(db: Executor, { filter, order, after, limit }: AuditPage): Promise<SealedLine[]> {
  const newest = order === 'newest';
  // No sequence is 0 or beyond the largest whole number of a double: nothing is left out of a first page.
  const rest = newest ? sql`seq < ${after ?? Number.MAX_SAFE_INTEGER}` : sql`seq > ${after ?? 0}`;
  const asked = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [CONDITIONS[name as keyof AuditFilter](value)],
  );
  const { rows } = await sql<{ seq: string; line: string }>`
    select seq, line from audit_event where ${sql.join([rest, ...asked], sql` and `)}
    order by seq ${newest ? sql`desc` : sql`asc`} limit ${limit}`.execute(db);
  return rows.map(({ seq, line }) => ({ seq: Number(seq), line }));
}

const CONDITIONS = {
  from: (at) => sql`at >= ${at}::timestamptz`,
  to: (at) => sql`at < ${at}::timestamptz`,
  actor: (id) => sql`actor = ${id}`,
  action: (name) => (name.endsWith('*') ? sql`starts_with(action, ${name.slice(0, -1)})` : sql`action = ${name}`),
  object: (id) => sql`object_id = ${id}`,
  account: (id) => sql`account_id = ${id}`,
  rfq: (id) => sql`rfq_id = ${id}`,
} as const satisfies Record<keyof AuditFilter, (value: string) => RawBuilder<unknown>>;

/** An event as it is shown. */
export function toAuditView({ line }: SealedLine): AuditEventView {
  const event = JSON.parse(line) as AuditEventView;
  return { ...event, atHkt: hongKong(event.at), hash: leafOf(line) };
}

const HONG_KONG_MS = 8 * 3_600_000;

/** Hong Kong's time has been eight hours ahead of UTC since 1979, all year. */
function hongKong(at: string): string {
  return new Date(Date.parse(at) + HONG_KONG_MS).toISOString().replace('Z', '+08:00');
}

export const AUDIT_CSV_COLUMNS = [
  'seq',
  'at',
  'atHkt',
  'actor',
  'role',
  'action',
  'objectType',
  'objectId',
  'objectVersion',
  'accountId',
  'rfqId',
  'reason',
  'hash',
] as const;

/** An event as a line of CSV (RFC 4180): what identifies it. The whole of it is in the export as JSON Lines. */
export function toCsvLine(event: AuditEventView): string {
  const { actor, object, ...own } = event;
  const values: Readonly<Record<string, unknown>> = {
    ...own,
    actor: actor.id,
    role: actor['role'],
    objectType: object.type,
    objectId: object.id,
    objectVersion: object.version,
  };
  return csvLine(AUDIT_CSV_COLUMNS.map((column) => textOf(values[column])));
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

/** Pages of an export, oldest first, of what was sealed when it began. */
export async function* exportAudit(db: Executor, filter: AuditFilter, pageSize = 500): AsyncGenerator<SealedLine[]> {
  const last = await db.selectFrom('audit_event').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const end = Number(last?.seq ?? 0);
  let after = 0;
  for (;;) {
    const page = await listAudit(db, { filter, order: 'oldest', after, limit: pageSize });
    const mine = page.filter(({ seq }) => seq <= end);
    if (mine.length > 0) yield mine;
    if (mine.length < pageSize) return;
    after = mine.at(-1)?.seq ?? end;
  }
}
