import type { AuditEntry } from './record.ts';

/** A row that a transaction wrote, as it is told. */
export interface SealedFact {
  readonly table: string;
  readonly format: number;
  readonly key: string;
  /** Null of a row that was gone before it was sealed. */
  readonly hash: string | null;
}

/** A change of a row of any other table, before and after. */
export interface RowChange {
  readonly table: string;
  readonly id: string;
  readonly change: 'insert' | 'update' | 'delete';
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  /** The database's user. */
  readonly database: string;
  readonly accountId: string | null;
}

type Recorded = Omit<AuditEntry, 'at'> & { readonly at: string };

/** What waits to be sealed, with what the database shows of it. */
export type PendingPart = {
  readonly id: number;
  readonly tx: string;
  readonly rfqId: string | null;
  /** UTC ISO instant, by the database's clock. */
  readonly recordedAt: string;
} & (
  | { readonly kind: 'fact'; readonly fact: SealedFact; readonly shown: Readonly<Record<string, unknown>> }
  | { readonly kind: 'change'; readonly change: RowChange }
  | { readonly kind: 'entry'; readonly entry: Recorded }
);

/** An event before its place in the chain. */
export interface EventDraft extends Recorded {
  readonly recordedAt: string;
  readonly transaction: string;
  readonly facts?: readonly SealedFact[];
  readonly changes?: readonly Omit<RowChange, 'accountId'>[];
}

/**
 * One event for what one transaction did to one request, or to everything else; further entries of it stand alone. In
 * the order in which they were written.
 */
export function composeEvents(parts: readonly PendingPart[]): EventDraft[] {
  const groups = new Map<string, PendingPart[]>();
  for (const part of parts) {
    const name = `${part.tx} ${part.rfqId ?? ''}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [part]);
    else group.push(part);
  }
  return [...groups.values()].flatMap(eventsOf);
}

function eventsOf(parts: readonly PendingPart[]): EventDraft[] {
  const [first] = parts;
  if (first === undefined) return [];
  const entries = parts.flatMap((part) => (part.kind === 'entry' ? [part.entry] : []));
  const rows = parts.filter((part) => part.kind !== 'entry');
  const common = { recordedAt: first.recordedAt, transaction: first.tx };
  const [told, ...others] = entries;
  const heads = perAccount(rows, told?.accountId ?? null).map((own): EventDraft => {
    const read = readRows(own, first);
    if (told === undefined) return { ...read, ...common };
    const { at, actor, action, object, ...shown } = read;
    const accountId = shown.accountId ?? told.accountId;
    // The entry says who and why in its own words, the rows say what, and whose they are.
    const details = { ...shown.details, ...told.details };
    return { ...shown, ...told, ...common, ...(accountId !== undefined && { accountId }), details };
  });
  const alone = heads.length === 0 ? entries : others;
  return [...heads, ...alone.map((entry) => ({ ...entry, ...common }))];
}

/** Rows of several accounts are an event for each; what is nobody's goes with the account that the entry names, or the first. */
function perAccount(rows: readonly Row[], named: string | null): Row[][] {
  const accounts = [...new Set(rows.flatMap((row) => ownerOf(row) ?? []))];
  if (accounts.length < 2) return rows.length === 0 ? [] : [[...rows]];
  const shared = named !== null && accounts.includes(named) ? named : accounts[0];
  return accounts.map((accountId) => rows.filter((row) => (ownerOf(row) ?? shared) === accountId));
}

function ownerOf(row: Row): string | null {
  const accountId = row.kind === 'fact' ? row.shown['accountId'] : row.change.accountId;
  return isText(accountId) ? accountId : null;
}

type Row = Exclude<PendingPart, { kind: 'entry' }>;
type Shown = Readonly<Record<string, unknown>>;

function readRows(
  rows: readonly Row[],
  { recordedAt, rfqId }: PendingPart,
): Omit<EventDraft, 'recordedAt' | 'transaction'> {
  const facts = rows.flatMap((row) => (row.kind === 'fact' ? [row] : []));
  const changes = rows.flatMap((row) => (row.kind === 'change' ? [row.change] : []));
  const of = (table: string) => facts.flatMap(({ fact, shown }) => (fact.table === table ? [shown] : []));
  const [quote] = of('quote');
  const decisions = of('decision');
  const accountId =
    facts.map(({ shown }) => shown['accountId']).find(isText) ?? changes.map((one) => one.accountId).find(isText);
  const approvals = decisions.flatMap(({ approvals: used }) => used as NonNullable<AuditEntry['approvals']>);
  return {
    at:
      facts
        .map(({ shown }) => shown['at'])
        .filter(isText)
        .map(toInstantText)
        .sort()[0] ?? recordedAt,
    ...whatHappened({ of, changes, rfqId }),
    ...(accountId !== undefined && { accountId }),
    ...(rfqId !== null && { rfqId }),
    ...(decisions.length > 0 && { rules: decisions.map(withoutCommon), approvals: distinct(approvals) }),
    ...(quote !== undefined && {
      snapshotId: String(quote['snapshotId']),
      modelVersion: String(quote['modelVersion']),
    }),
    ...(facts.length > 0 && { details: detailsOf(of), facts: facts.map(({ fact }) => fact) }),
    ...(changes.length > 0 && { changes: changes.map(({ accountId: _, ...change }) => change) }),
  };
}

interface Happened {
  readonly of: (table: string) => readonly Shown[];
  readonly changes: readonly RowChange[];
  readonly rfqId: string | null;
}

type Told = Pick<AuditEntry, 'actor' | 'action' | 'object'>;

/** Who did what to what, by the fact that says it; the one that says most goes first. */
const TELLING: Readonly<Record<string, (row: Shown, rfq: Told['object']) => Told>> = {
  acceptance: (row) => ({
    actor: actorOf(row),
    action: row['accepted'] === true ? 'quote.accept' : 'quote.acceptRefused',
    object: { type: 'quote', id: String(row['quoteId']), version: Number(row['version']) },
  }),
  rfq: (row, rfq) => ({ actor: actorOf(row), action: 'rfq.create', object: rfq }),
  desk_action: (row, rfq) => ({ actor: actorOf(row), action: `desk.${String(row['action'])}`, object: rfq }),
  trade: (row) => ({ actor: SYSTEM, action: 'trade.book', object: { type: 'trade', id: String(row['tradeId']) } }),
  event: (row, rfq) => ({ actor: SYSTEM, action: String(row['type']), object: rfq }),
  decision: (row, rfq) => ({ actor: SYSTEM, action: `decision.${String(row['point'])}`, object: rfq }),
};

function whatHappened({ of, changes, rfqId }: Happened): Told {
  const rfq = { type: 'rfq', id: rfqId ?? '' };
  for (const [table, tell] of Object.entries(TELLING)) {
    const row = of(table).at(-1);
    if (row === undefined) continue;
    const told = tell(row, rfq);
    // A second person's name stands in the row that was changed with it, such as the end of a held trade.
    return told.actor === SYSTEM ? { ...told, actor: changer(changes) } : told;
  }
  const [change] = changes;
  if (change === undefined) return { actor: SYSTEM, action: 'facts.written', object: rfq };
  return {
    actor: changer(changes),
    action: `${change.table}.${change.change}`,
    object: { type: change.table, id: change.id },
  };
}

const SYSTEM = { kind: 'system', id: 'service' } as const;

function actorOf(shown: Shown): AuditEntry['actor'] {
  const { by, via } = shown;
  if (!isText(by) || by === 'system') return SYSTEM;
  return { kind: 'user', id: by, ...(typeof via === 'object' && via !== null && { via }) };
}

/** Columns that name who made a change, the latest step first. */
const CHANGERS = [
  'ended_by',
  'revoked_by',
  'released_by',
  'release_asked_by',
  'confirmed_by',
  'decided_by',
  'granted_by',
  'approved_by',
  'signed_by',
  'submitted_by',
  'changed_by',
  'made_by',
  'saved_by',
  'recorded_by',
  'pulled_by',
  'proposed_by',
  'created_by',
];

/** The person named in what was written; the database's user when nobody is. */
function changer(changes: readonly RowChange[]): AuditEntry['actor'] {
  for (const column of CHANGERS) {
    const named = changes.map(({ after }) => after?.[column]).find(isText);
    if (named !== undefined) return { kind: 'user', id: named };
  }
  const [change] = changes;
  return change === undefined ? SYSTEM : { kind: 'system', id: `database:${change.database}` };
}

/** What the facts show, by table. */
function detailsOf(of: Happened['of']): Readonly<Record<string, unknown>> {
  const tables = ['rfq', 'quote', 'acceptance', 'desk_action', 'event', 'trade', 'confirmation'];
  return Object.fromEntries(
    tables.flatMap((table) => {
      const shown = of(table).map(withoutCommon);
      return shown.length === 0 ? [] : [[table, shown]];
    }),
  );
}

function withoutCommon({ at: _at, accountId: _account, by: _by, via: _via, ...rest }: Shown): Shown {
  return rest;
}

function distinct(approvals: NonNullable<AuditEntry['approvals']>): NonNullable<AuditEntry['approvals']> {
  const byName = new Map(approvals.map((approval) => [`${approval.approvalId} ${approval.version}`, approval]));
  return [...byName.values()];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** As Postgres writes it in JSON, such as 2026-11-22T08:00:00.1+00:00. */
function toInstantText(at: string): string {
  return new Date(at).toISOString();
}
