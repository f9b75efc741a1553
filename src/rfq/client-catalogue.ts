import { type CellDecision, catalogueEntries, cellDecisions, cellName, strategyEntries } from '../approvals/index.ts';
import { type Account, cpiCategoryOf, hidesHolds, treatmentFor, type Warning } from '../clients/index.ts';
import { CLIENT_CLASSES, type ClientClass } from '../contracts/approval-terms.ts';
import type { CatalogueEntry } from '../contracts/catalogue.ts';
import { CPI_CATEGORIES, isProfessional } from '../contracts/client.ts';
import type { ClientCatalogueView } from '../contracts/client-answers.ts';
import type { Instrument } from '../contracts/instrument.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import type { Currency } from '../contracts/scalars.ts';
import { toInstant } from '../platform/clock.ts';
import { type ClientJudgement, clientSideOf, judgeClient } from './client-gate.ts';
import type { Rulebook } from './rulebook.ts';

const DAY_MS = 86_400_000;

interface CatalogueQuestion {
  readonly rulebook: Pick<Rulebook, 'approvals' | 'clientFiles' | 'conduct'>;
  readonly account: Account;
  /** UTC epoch ms. */
  readonly now: number;
}

/** What the account may ask for now: what the register allows, as far as the client's own rules let it. */
export function clientCatalogue(question: CatalogueQuestion) {
  const { rulebook, account, now } = question;
  const warnings = new Map<string, Warning>();
  const assets = rulebook.clientFiles.get(account.accountId)?.file.settlementAssets ?? [];
  const open = (decision: CellDecision) => {
    const { eligibility, warnings: shown } = judgeCell(question, decision);
    if (eligibility.failures.length > 0) return null;
    for (const warning of shown) warnings.set(`${warning.id} ${warning.text}`, warning);
    return shown[0] === undefined ? {} : { warningId: shown[0].id };
  };
  const withAssets = <E extends Pick<CatalogueEntry, 'premiumCurrencies'>>(entry: E): E => ({
    ...entry,
    premiumCurrencies: entry.premiumCurrencies.filter((currency) => assets.includes(currency)),
  });
  const perClass = classesOf(question).map(({ clientClass, covers }) => {
    const asker = { accountId: account.accountId, clientClass, now };
    const view = (decision: CellDecision) => (covers(decision) ? open(decision) : null);
    return {
      entries: catalogueEntries(rulebook.approvals, asker, view),
      strategies: strategyEntries(rulebook.approvals, asker, view),
    };
  });
  return {
    entries: perClass.flatMap(({ entries }) => entries.map(withAssets)),
    strategies: perClass.flatMap(({ strategies }) => strategies.map(withAssets)),
    warnings: [...warnings.values()],
  };
}

/** For staff: every cell that the register names for what the client is treated as, and every rule that closes it. */
export function explainCatalogue(
  question: CatalogueQuestion,
  { seesHolds }: { readonly seesHolds: boolean },
): ClientCatalogueView {
  const { rulebook, account, now } = question;
  const cells = classesOf(question).flatMap(({ clientClass, covers }) =>
    cellDecisions(rulebook.approvals, { accountId: account.accountId, clientClass, now })
      .filter(covers)
      .map((decision) => toCell(question, decision, { clientClass, seesHolds })),
  );
  const file = rulebook.clientFiles.get(account.accountId);
  const [first] = cells;
  return {
    asOf: toInstant(now),
    accountId: account.accountId,
    fileVersion: file?.version ?? null,
    conductVersion: rulebook.conduct.version,
    requirementsVersion: first?.requirementsVersion ?? '',
    clientClass: file?.file.clientClass ?? 'unknown',
    cells: onceEach(cells.map(({ requirementsVersion: _version, ...cell }) => cell)),
  };
}

function toCell(
  question: CatalogueQuestion,
  decision: CellDecision,
  { clientClass, seesHolds }: { clientClass: ClientClass; seesHolds: boolean },
) {
  const { cell, verdict, by } = decision;
  const { eligibility } = judgeCell(question, decision);
  const ofRegister =
    verdict === 'allowed' ? [] : [{ rule: RULE_OF[verdict], message: `${verdict}: ${cellName(cell)}` }];
  const failed = [...eligibility.failures, ...ofRegister];
  const failures = [...failed, ...(failed.length === 0 ? [] : eligibility.notes)];
  return {
    productType: cell.productType,
    underlying: cell.underlying,
    settlement: `${cell.settlement.method}-${cell.settlement.style}-${cell.settlement.currency}`,
    direction: cell.direction,
    treatedAs: clientClass,
    open: failed.length === 0,
    failures: (seesHolds ? failures : hidesHolds(failures)).map(({ rule, message }) => ({ rule, message })),
    approvals: by.map(({ approvalId, version }) => ({ approvalId, version })),
    requirementsVersion: eligibility.basis.requirementsVersion,
  };
}

const RULE_OF = {
  none: 'PA-01',
  denied: 'PA-01',
  'not-in-effect': 'PA-02',
  suspended: 'PA-03',
  'no-room': 'PA-05',
  unclassified: 'PA-11',
} as const satisfies Record<Exclude<CellDecision['verdict'], 'allowed'>, string>;

/** A client who is no professional is shown the cells of those who are, each once. */
function onceEach<C extends Omit<ClientCatalogueView['cells'][number], 'failures' | 'open' | 'approvals'>>(
  cells: readonly C[],
): C[] {
  const seen = new Map(
    cells.map((cell) => [`${cell.productType}/${cell.underlying}/${cell.settlement}/${cell.direction}`, cell]),
  );
  return [...seen.values()];
}

interface OfClass {
  readonly clientClass: ClientClass;
  /** Whether the client is treated as this class for the cell. */
  readonly covers: (decision: CellDecision) => boolean;
}

/** The classes that the client is treated as, by category of product (rule CL-03). */
function classesOf({ rulebook, account, now }: CatalogueQuestion): OfClass[] {
  const fileVersion = rulebook.clientFiles.get(account.accountId);
  const { clientClass } = treatmentFor(fileVersion, { legs: [], named: [], now });
  if (!isProfessional(clientClass)) {
    return CLIENT_CLASSES.filter(isProfessional).map((one) => ({ clientClass: one, covers: () => true }));
  }
  return CPI_CATEGORIES.map((category) => ({
    clientClass: treatmentFor(fileVersion, { legs: [], named: [category], now }).clientClass,
    covers: ({ cell }) => cpiCategoryOf(instrumentKind(cell.productType)) === category,
  }));
}

function instrumentKind(productType: string): Instrument['kind'] {
  if (productType === 'FWD') return 'forward';
  return productType === 'DIGITAL' ? 'digital' : 'option';
}

/** Asks as if the smallest and shortest trade of the cell were wanted, by somebody who may trade for the client. */
function judgeCell({ rulebook, account, now }: CatalogueQuestion, decision: CellDecision): ClientJudgement {
  const file = rulebook.clientFiles.get(account.accountId)?.file;
  const userId = file?.authorisedUsers[0]?.userId ?? null;
  const request = smallestRequest(decision, { assets: file?.settlementAssets ?? [], now });
  return judgeClient({
    point: 'request',
    request,
    side: request.side,
    account,
    client: clientSideOf(rulebook, account.accountId, { userId }),
    approvals: rulebook.approvals,
    market: null,
    creditUsedUsd: '0',
    now,
  });
}

function smallestRequest(
  { cell, bounds }: CellDecision,
  { assets, now }: { assets: readonly Currency[]; now: number },
): CreateRfqRequest {
  const currencies = (bounds?.premiumCurrencies ?? []) as readonly Currency[];
  const usable = currencies.find((currency) => assets.includes(currency)) ?? currencies[0];
  return {
    clientRfqId: 'catalogue',
    legs: [{ instrument: instrumentOf(cell, { bounds, now }), side: 'buy', ratio: '1' }],
    side: cell.direction,
    quantity: bounds?.quantity.min ?? '1',
    premiumCurrency: usable ?? cell.settlement.currency,
  };
}

function instrumentOf(
  { productType, underlying, settlement }: CellDecision['cell'],
  { bounds, now }: Pick<CellDecision, 'bounds'> & { now: number },
): Instrument {
  const expiry = toInstant(now + Math.ceil((bounds?.tenorDays.min ?? 1) * DAY_MS));
  const terms = {
    underlying,
    expiry,
    strike: '1',
    settlement: { ...settlement, fixing: bounds?.fixings[0] ?? 'NONE' },
  };
  const optionType = productType === 'OPT_EU_PUT' ? 'put' : 'call';
  switch (instrumentKind(productType)) {
    case 'forward':
      return { kind: 'forward', ...terms };
    case 'digital':
      return { kind: 'digital', optionType, payout: '1', ...terms };
    case 'option':
      return { kind: 'option', optionType, exercise: 'european', ...terms };
  }
}
