import { type Kysely, sql } from 'kysely';
import { contentHash } from '../../canonical-json.ts';

const WIDEN = [
  `alter table approval
     add column terms jsonb,
     add column content_hash text,
     add column proposed_by text,
     add column submitted_by text,
     add column approved_by jsonb,
     add column created_at timestamptz,
     add column submitted_at timestamptz,
     add column approved_at timestamptz,
     add column superseded_by text`,
  `alter table approval rename column expires_at to ends_at`,
  `alter table approval drop constraint approval_status_check`,
  `alter table approval add constraint approval_status_check
     check (status in ('draft', 'submitted', 'approved', 'suspended', 'rejected', 'revoked'))`,
];

const NARROW = [
  `alter table approval
     drop column kind, drop column underlying, drop column settlement_style, drop column settlement_currency,
     drop column client_class, drop column direction, drop column premium_currencies, drop column fixings,
     drop column min_quantity, drop column max_quantity, drop column min_tenor_days, drop column max_tenor_days,
     alter column terms set not null, alter column content_hash set not null, alter column proposed_by set not null,
     alter column approved_by set not null, alter column created_at set not null, alter column effective_from drop not null`,
  `create index approval_by_time on approval (recorded_at)`,
  // Versions never change (rule PA-09): the database itself refuses.
  `create function refuse_approval_change() returns trigger language plpgsql as $$
   begin
     raise exception 'PA-09 IMMUTABLE_VERSION: % version % was to be changed', old.approval_id, old.version;
   end $$`,
  `create trigger approval_is_immutable before update or delete on approval
     for each row execute function refuse_approval_change()`,
  // Two people sign the content of one version before it takes effect, comes back, or a denial ends.
  `create table approval_signature (
     approval_id text not null,
     version integer not null,
     step text not null check (step in ('approve', 'reinstate', 'revoke')),
     signed_by text not null,
     role text not null,
     content_hash text not null,
     reason text not null,
     evidence jsonb not null,
     signed_at timestamptz not null,
     primary key (approval_id, version, step, signed_by),
     foreign key (approval_id, version) references approval
   )`,
];

interface CellRow {
  readonly approval_id: string;
  readonly version: number;
  readonly status: string;
  readonly kind: string;
  readonly underlying: string;
  readonly settlement_style: string;
  readonly settlement_currency: string;
  readonly client_class: string;
  readonly direction: string;
  readonly premium_currencies: readonly string[];
  readonly fixings: readonly string[];
  readonly min_quantity: string;
  readonly max_quantity: string;
  readonly min_tenor_days: number;
  readonly max_tenor_days: number;
  readonly effective_from: Date;
  readonly ends_at: Date;
  readonly changed_by: string;
  readonly recorded_at: Date;
}

const BY = 'migration 0013';

/** Cells become records with the fields they never had left open; packages, which needed no record before, get one a class. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of WIDEN) await sql.raw(statement).execute(db);
  const { rows } = await sql<CellRow>`select * from approval order by approval_id, version`.execute(db);
  for (const row of rows) await bringForward(db, row, rows);
  for (const statement of NARROW) await sql.raw(statement).execute(db);
  for (const cells of packagesOf(rows)) await allowPackages(db, cells);
  if (rows.length > 0) await sql`update control set epoch = epoch + 1`.execute(db);
}

async function bringForward(db: Kysely<unknown>, row: CellRow, all: readonly CellRow[]): Promise<void> {
  const first = all.find(({ approval_id: id }) => id === row.approval_id) ?? row;
  const terms = termsOf([row], {
    title: `${row.kind} on ${row.underlying}, brought forward`,
    productTypes: row.kind === 'forward' ? ['FWD'] : ['OPT_EU_CALL', 'OPT_EU_PUT'],
    direction: row.direction,
    quantity: { min: row.min_quantity, max: row.max_quantity },
  });
  await sql`update approval set terms = ${JSON.stringify(terms)}::jsonb, content_hash = ${contentHash(terms)},
      proposed_by = ${first.changed_by}, approved_by = '[]'::jsonb, created_at = ${first.recorded_at}
    where approval_id = ${row.approval_id} and version = ${row.version}`.execute(db);
}

/** The newest versions that still count, by underlying and client class. */
function packagesOf(rows: readonly CellRow[]): CellRow[][] {
  const newest = new Map(rows.map((row) => [row.approval_id, row]));
  const groups = new Map<string, CellRow[]>();
  for (const row of newest.values()) {
    if (row.status === 'revoked') continue;
    const key = `${row.underlying}/${row.client_class}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

async function allowPackages(db: Kysely<unknown>, cells: readonly CellRow[]): Promise<void> {
  const [first] = cells;
  if (first === undefined) return;
  const terms = termsOf(cells, {
    title: `packages on ${first.underlying}, brought forward`,
    productTypes: ['STRAT(*)'],
    direction: 'any',
    quantity: { min: '0.00000001', max: '1000000000' },
  });
  const id = `package-${first.underlying}-${first.client_class}`.toLowerCase().replaceAll('_', '-');
  await sql`insert into approval (approval_id, version, status, terms, content_hash, proposed_by, approved_by, created_at,
      effective_from, ends_at, changed_by, reason, recorded_at, epoch)
    select ${`apr_${id}`}, 1, 'approved', ${JSON.stringify(terms)}::jsonb, ${contentHash(terms)}, ${BY}, '[]'::jsonb,
      now(), ${terms.effectiveFrom}::timestamptz, ${terms.expiresAt}::timestamptz, ${BY},
      'packages needed no record before', now(), epoch from control`.execute(db);
}

interface OwnTerms {
  readonly title: string;
  readonly productTypes: readonly string[];
  readonly direction: string;
  readonly quantity: { readonly min: string; readonly max: string };
}

function termsOf(cells: readonly CellRow[], own: OwnTerms) {
  const times = cells.flatMap(({ effective_from: from, ends_at: until }) => [from.getTime(), until.getTime()]);
  const unlimited = {
    perTradeNotionalUsd: null,
    perClientNotionalUsd: null,
    perDayNotionalUsd: null,
    outstandingNotionalUsd: null,
    perTradeVegaUsd: null,
    perTradeGamma: null,
    perTradeDelta: null,
  };
  return {
    ...own,
    effect: 'allow',
    supersedes: null,
    underlyings: unique(cells.map(({ underlying }) => underlying)),
    settlements: settlementsOf(cells),
    premiumCurrencies: unique(cells.flatMap(({ premium_currencies: list }) => list)),
    fixings: unique(cells.flatMap(({ fixings }) => fixings)),
    clientClasses: unique(cells.map(({ client_class: one }) => one)),
    cpiCategory: null,
    allowAccounts: [],
    denyAccounts: [],
    channels: ['RFQ_API', 'RFQ_UI'],
    tenorDays: {
      min: Math.min(...cells.map(({ min_tenor_days: days }) => days)),
      max: Math.max(...cells.map(({ max_tenor_days: days }) => days)),
    },
    nonStandardExpiry: false,
    strikePercentOfForward: null,
    limits: unlimited,
    autoQuoteAllowed: true,
    maxAutoNotionalUsd: null,
    fourEyesAboveUsd: null,
    legal: { licenceBasis: 'as before the register held records', sfcReference: null, notRequiredMemo: null },
    classification: classificationOf(own),
    model: null,
    evidence: [],
    clientNoticeText: null,
    reviewBy: new Date(Math.max(...times)).toISOString().slice(0, 10),
    effectiveFrom: new Date(Math.min(...times)).toISOString(),
    expiresAt: new Date(Math.max(...times)).toISOString(),
  };
}

function settlementsOf(cells: readonly CellRow[]) {
  const seen = new Map(
    cells.map(({ settlement_style: style, settlement_currency: currency }) => [
      `${style}-${currency}`,
      { method: 'cash', style, currency },
    ]),
  );
  return [...seen.values()];
}

/** Options bought lose the premium at most; all else can lose more than was invested. */
function classificationOf({ productTypes, direction }: OwnTerms) {
  const unbounded = productTypes[0] !== 'OPT_EU_CALL' || direction !== 'buy';
  return {
    complexFactors: {
      isDerivative: true,
      hasSecondaryMarket: false,
      hasTransparentInformation: true,
      canLoseMoreThanInvested: unbounded,
      hasAlteringFeatures: false,
      isIlliquidOrHardToValue: false,
    },
    isVaRelated: true,
    isDerivative: true,
    principalProtected: false,
    maxLossUnbounded: unbounded,
    riskRating: 5,
  };
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
