import { type Kysely, sql } from 'kysely';

/** BK-04: what was decided and done of a trade's report. Trades of before are pending like all others. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table trade_report (
       trade_id text not null references trade,
       step integer not null check (step >= 1),
       action text not null check (action in ('reportable', 'notReportable', 'reported')),
       recorded_by text not null,
       via jsonb,
       at timestamptz not null,
       reason text,
       reference text,
       primary key (trade_id, step),
       check ((reason is null) = (action = 'reported')),
       check ((reference is null) = (action <> 'reported'))
     )`,
    `create function report_refuse() returns trigger language plpgsql as $$
       begin raise exception 'BK-04: % is append-only, % is refused', tg_table_name, tg_op; end $$`,
    `create trigger append_only before update or delete or truncate on trade_report
       for each statement execute function report_refuse()`,
    `create trigger audit_change after insert on trade_report for each row execute function audit_change('trade_id,step')`,
    // How it stands now; null is pending, so that a booking writes nothing of it.
    'alter table trade add column report_state text',
    `create index trade_unreported on trade (trade_id)
       where (report_state is null or report_state = 'reportable') and state <> 'rejected'`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
