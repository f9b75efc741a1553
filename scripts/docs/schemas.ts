import { z } from 'zod';
import { AcceptQuoteRequest, AcceptReceipt } from '../../src/contracts/accept.ts';
import { ActivityListView, ActivityRequest } from '../../src/contracts/activity.ts';
import {
  AffirmationView,
  AffirmTradeRequest,
  ContractNote,
  DisputeTradeRequest,
  ResolveDisputeRequest,
} from '../../src/contracts/affirmation.ts';
import { AgeingListView } from '../../src/contracts/ageing.ts';
import {
  ApprovalChangeRequest,
  ApprovalView,
  ApproveApprovalRequest,
  DraftApprovalRequest,
  ReinstateApprovalRequest,
  ReviseApprovalRequest,
} from '../../src/contracts/approval.ts';
import {
  ApprovalDecisionsView,
  ApprovalImpactRequest,
  ApprovalImpactView,
} from '../../src/contracts/approval-answers.ts';
import { ApprovalTerms } from '../../src/contracts/approval-terms.ts';
import { CatalogueRequest, CatalogueView } from '../../src/contracts/catalogue.ts';
import { Confirmation } from '../../src/contracts/confirmation.ts';
import { DecisionsRequest, DecisionView } from '../../src/contracts/decision.ts';
import { WireError } from '../../src/contracts/errors.ts';
import { EVENT_DATA, EventEnvelope } from '../../src/contracts/events.ts';
import { Instrument, Settlement } from '../../src/contracts/instrument.ts';
import { QuoteLimitsRequest, QuoteLimitsView } from '../../src/contracts/limits.ts';
import { PlayScenarioRequest, ScenarioView } from '../../src/contracts/market-scenario.ts';
import { QuoteView } from '../../src/contracts/quote.ts';
import {
  CancelRfqRequest,
  CreateRfqAnswer,
  CreateRfqRequest,
  Leg,
  PassQuoteRequest,
  RfqStateAnswer,
  RfqView,
} from '../../src/contracts/rfq.ts';
import {
  DigestRequest,
  DigestView,
  HandshakeAuth,
  Hello,
  MarketAnswer,
  MarketMessage,
  MarketRequest,
  RefreshView,
  ResumeAnswer,
  ResumeRequest,
  SafetyRequest,
  SafetyView,
  SessionView,
  SignInRequest,
} from '../../src/contracts/session.ts';
import { CLIENT_REQUESTS } from '../../src/contracts/socket.ts';
import { PositionView, ResolveTradeAnswer, ResolveTradeRequest, TradeView } from '../../src/contracts/trade.ts';
import {
  DecideReportsRequest,
  FileReportsRequest,
  TradeReportsAnswer,
  TradeReportsPage,
  TradeReportsRequest,
} from '../../src/contracts/trade-report.ts';
import { EnrolmentView, RecoveryCodesView } from '../../src/contracts/users.ts';
import { DESK_SCHEMAS, deskSchemas, RISK_SCHEMAS, riskSchemas } from './desk-schemas.ts';

/** Every schema of the wire that has a name, as client developers find it under `$defs`. */
const NAMED_SCHEMAS = {
  EnrolmentView,
  RecoveryCodesView,
  RefreshView,
  ReinstateApprovalRequest,
  ReviseApprovalRequest,
  AcceptQuoteRequest,
  AcceptReceipt,
  AffirmationView,
  AffirmTradeRequest,
  ActivityListView,
  ActivityRequest,
  AgeingListView,
  DecideReportsRequest,
  FileReportsRequest,
  TradeReportsAnswer,
  TradeReportsPage,
  TradeReportsRequest,
  ApprovalChangeRequest,
  ApprovalDecisionsView,
  ApprovalImpactRequest,
  ApprovalImpactView,
  ApprovalTerms,
  ApprovalView,
  ApproveApprovalRequest,
  CancelRfqRequest,
  CatalogueRequest,
  CatalogueView,
  Confirmation,
  ContractNote,
  CreateRfqAnswer,
  CreateRfqRequest,
  DecisionsRequest,
  DecisionView,
  DigestRequest,
  DigestView,
  DisputeTradeRequest,
  DraftApprovalRequest,
  EventEnvelope,
  HandshakeAuth,
  Hello,
  Instrument,
  Leg,
  MarketAnswer,
  MarketMessage,
  MarketRequest,
  PassQuoteRequest,
  PlayScenarioRequest,
  PositionView,
  QuoteEnd: EVENT_DATA['quote.withdrawn'],
  QuoteLimitsRequest,
  QuoteLimitsView,
  QuoteView,
  ResumeAnswer,
  ResolveDisputeRequest,
  ResolveTradeAnswer,
  ResolveTradeRequest,
  ResumeRequest,
  RfqCancelled: EVENT_DATA['rfq.cancelled'],
  RfqProgress: EVENT_DATA['rfq.received'],
  RfqRejected: EVENT_DATA['rfq.rejected'],
  RfqStateAnswer,
  RfqView,
  SafetyRequest,
  SafetyView,
  ScenarioView,
  SessionView,
  Settlement,
  SignInRequest,
  TradeHeld: EVENT_DATA['trade.held'],
  TradeView,
  WireError,
} as const satisfies Record<string, z.ZodType>;

type JsonObject = Record<string, unknown>;

const refTo = (name: string) => `#/$defs/${name}`;

/**
 * The wire as JSON Schema: `$defs` by name, and which of them each request, event and error uses. It shows what is
 * accepted and sent field by field; a rule between two fields (an inverse contract settles in its coin) is not in it.
 */
function wireSchemas(): JsonObject {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries({ ...DESK_SCHEMAS, ...RISK_SCHEMAS, ...NAMED_SCHEMAS }))
    registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, { uri: refTo, io: 'input' });
  const defs = Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]),
  );
  const nameOf = (schema: z.ZodType) => ({ $ref: refTo(idOf(registry.get(schema))) });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'OTC Desk, namespaces /v1/client, /v1/desk and /v1/risk, and /api/v1',
    requests: Object.fromEntries(
      Object.entries(CLIENT_REQUESTS).map(([name, { request, answer }]) => [
        name,
        { request: nameOf(request), answer: nameOf(answer) },
      ]),
    ),
    events: Object.fromEntries(Object.entries(EVENT_DATA).map(([type, schema]) => [type, nameOf(schema)])),
    messages: { hello: nameOf(Hello), event: nameOf(EventEnvelope), market: nameOf(MarketMessage) },
    desk: deskSchemas(nameOf),
    risk: riskSchemas(nameOf),
    error: nameOf(WireError),
    $defs: defs,
  };
}

export function schemasFile(): string {
  return `${JSON.stringify(wireSchemas(), null, 2)}\n`;
}

function idOf(named: { readonly id: string } | undefined): string {
  if (named === undefined) throw new Error('a schema of the wire must have a name in NAMED_SCHEMAS');
  return named.id;
}
