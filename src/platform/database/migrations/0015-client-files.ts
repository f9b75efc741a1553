import { type Kysely, sql } from 'kysely';

const instant = (at: string) => `to_char((${at}) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const NOW = instant('now()');
const IN_A_YEAR = instant(`now() + interval '365 days'`);
const HASH = `encode(sha256(convert_to('demo', 'UTF8')), 'hex')`;
const TITLE = `'Made up for the demo firm'`;

const EVIDENCE = `jsonb_build_array(jsonb_build_object('docId', 'demo-evidence', 'sha256', ${HASH}, 'title', ${TITLE},
  'date', ${NOW}, 'validUntil', ${IN_A_YEAR}))`;

const CRITERION = `jsonb_build_object('passed', true, 'evidence', ${TITLE})`;
const ASSESSMENTS = `case when account.client_class = 'QCPI' then (
  select jsonb_agg(jsonb_build_object('assessmentId', 'demo-' || category, 'category', category, 'status', 'current',
    'criteria', jsonb_build_object('structure', ${CRITERION}, 'background', ${CRITERION}, 'riskAwareness', ${CRITERION}),
    'decisionMakers', jsonb_build_array('demo decision maker'), 'assessor', 'demo assessor', 'approver', 'demo approver',
    'validFrom', ${NOW}, 'reviewBy', ${IN_A_YEAR},
    'consent', jsonb_build_object('date', ${NOW}, 'renewBy', ${IN_A_YEAR})))
  from unnest(array['VA_SPOT', 'VA_VANILLA_OTC', 'VA_STRUCTURED']) as category) else '[]'::jsonb end`;

const KNOWLEDGE = `case when account.client_class in ('CPI', 'IND_PI') then jsonb_build_object('outcome', 'passed',
  'grounds', jsonb_build_array('trading'), 'evidence', ${TITLE}, 'date', ${NOW}, 'validUntil', ${IN_A_YEAR},
  'assessor', 'demo assessor') else 'null'::jsonb end`;

const DOCUMENTS = `(select jsonb_agg(jsonb_build_object('kind', kind, 'docId', 'demo-' || kind, 'sha256', ${HASH},
    'title', ${TITLE}, 'from', ${NOW}, 'until', null))
  from unnest(array['clientAgreement', 'tradingTerms', 'riskDisclosure', 'settlementAccount']) as kind)`;

const PROFILE = `jsonb_build_object(
  'netWorthUsd', case account.client_class when 'IND_PI' then '20000000' else '500000000' end,
  'riskTolerance', 5, 'objective', 'speculation', 'horizonDays', 730, 'vaExposureUsd', '0')`;

const ASSETS = `case when account.client_class in ('IPI', 'QCPI') then '["USD", "HKD", "USDT", "BTC", "ETH"]'::jsonb
  else '["USD", "HKD", "BTC", "ETH"]'::jsonb end`;

const ENTITY = `case account.client_class when 'IPI' then 'intermediary' when 'IND_PI' then 'individual'
  when 'RETAIL' then 'individual' else 'corporation' end`;

const STATEMENTS = [
  // Append-only: a change is a new version, whoever made it stands in it. Without a file a client is refused.
  `create table client_file (
     account_id text not null references account,
     version integer not null check (version >= 1),
     file jsonb not null,
     proposed_by text not null,
     approved_by text,
     reason text not null,
     recorded_at timestamptz not null,
     epoch integer not null,
     primary key (account_id, version),
     check (approved_by is distinct from proposed_by)
   )`,
  // A change that waits for its second person: one at a time for each client.
  `create table client_file_proposal (
     proposal_id text primary key,
     account_id text not null references account,
     base_version integer not null,
     changes jsonb not null,
     reason text not null,
     status text not null check (status in ('pending', 'approved', 'declined')),
     proposed_by text not null,
     proposed_at timestamptz not null,
     decided_by text,
     decided_at timestamptz,
     decision_reason text,
     check ((status = 'pending') = (decided_by is null)),
     check (status <> 'approved' or decided_by <> proposed_by)
   )`,
  `create unique index client_file_proposal_pending on client_file_proposal (account_id) where status = 'pending'`,
  // Jurisdictions, suitability, concentration, warnings: the thresholds and texts that every client is judged by.
  `create table conduct_policy (
     policy_version text primary key,
     body text not null,
     effective_from timestamptz not null,
     created_by text not null
   )`,
  // Versions, rules and inputs of the client's side of a decision.
  `alter table decision add column client jsonb`,
  // What was confirmed with the acceptance: the warnings by their id, and that the dealer acts as principal.
  `alter table acceptance add column acknowledged_warning_id text`,
  `alter table acceptance add column principal_consent jsonb`,
  // The made-up firm of a first start goes on trading; a client of a real one is refused until there is a real file.
  `insert into client_file
   select account.account_id, 1, jsonb_build_object(
     'clientClass', account.client_class, 'entityType', ${ENTITY}, 'evidence', ${EVIDENCE},
     'reconfirmBy', ${IN_A_YEAR}, 'cpiAssessments', ${ASSESSMENTS}, 'vaKnowledge', ${KNOWLEDGE},
     'derivativesKnowledge', ${KNOWLEDGE}, 'documents', ${DOCUMENTS}, 'residence', 'HK', 'location', 'HK',
     'bookingEntity', 'HK', 'profile', ${PROFILE}, 'settlementAssets', ${ASSETS},
     'amlHold', null, 'connectedPerson', null,
     'authorisedUsers', coalesce((select jsonb_agg(jsonb_build_object('userId', user_id, 'maxNotionalUsd', null))
       from app_user where app_user.account_id = account.account_id and role = 'client-trader'), '[]'::jsonb)),
     'demo set-up', null, 'demo firm, evidence made up', now(), control.epoch
   from account, control
   where exists (select from approval where changed_by = 'demo set-up')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
