import { type Approval, hashOfTerms } from '../approvals/index.ts';
import type { ApprovalClassification, ApprovalTerms, ClientClass } from '../contracts/approval-terms.ts';
import type { Currency, Side } from '../contracts/scalars.ts';
import { toInstant } from '../platform/clock.ts';

const COINS = [
  { coin: 'BTC', minQuantity: '0.01', institutional: '500', individual: '10' },
  { coin: 'ETH', minQuantity: '0.1', institutional: '10000', individual: '200' },
] as const;
const CLASSES: readonly ClientClass[] = ['IPI', 'QCPI', 'CPI', 'IND_PI'];
const DAY_MS = 86_400_000;
const BY = 'demo set-up';

interface Cell {
  readonly kind: 'forward' | 'option';
  readonly settlementStyle: 'linear' | 'inverse';
  readonly clientClass: ClientClass;
  readonly coin: (typeof COINS)[number];
}

/**
 * BTC and ETH forwards and vanilla options, settled in dollars or coin, for every professional class, for a year; and
 * packages of them.
 */
export function demoApprovals(now: number): Approval[] {
  const cells = demoCells().flatMap((cell) => directionsOf(cell).map((direction) => ofCell(cell, direction, now)));
  const packages = COINS.flatMap((coin) => CLASSES.map((clientClass) => ofPackages(coin, clientClass, now)));
  return [...cells, ...packages];
}

function demoCells(): Cell[] {
  const kinds = ['forward', 'option'] as const;
  const styles = ['linear', 'inverse'] as const;
  const perCoin = (coin: Cell['coin']) =>
    kinds.flatMap((kind) =>
      styles.flatMap((settlementStyle) => CLASSES.map((clientClass) => ({ coin, kind, settlementStyle, clientClass }))),
    );
  return COINS.flatMap(perCoin);
}

function ofCell({ coin, kind, settlementStyle, clientClass }: Cell, direction: Side, now: number): Approval {
  const name = [kind, coin.coin, settlementStyle, clientClass, direction].join('-').toLowerCase();
  const style = settlementStyle === 'linear' ? 'dollars' : 'coin';
  const client = direction === 'buy' ? 'bought by' : 'sold by';
  return toApproval(`apr_${name}`, now, {
    title: `${coin.coin} ${kind}s in ${style}, ${client} ${clientClass} clients (demo)`,
    productTypes: kind === 'forward' ? ['FWD'] : ['OPT_EU_CALL', 'OPT_EU_PUT'],
    underlyings: [`${coin.coin}-USD`],
    direction,
    settlements: [settlementOf(settlementStyle, coin.coin)],
    premiumCurrencies: premiumCurrenciesOf(clientClass, coin.coin),
    clientClasses: [clientClass],
    quantity: { min: coin.minQuantity, max: clientClass === 'IND_PI' ? coin.individual : coin.institutional },
    classification: classificationOf({ unbounded: kind === 'forward' || direction === 'sell' }),
  });
}

/** A package is held to the records of its legs; its own opens the way to it. */
function ofPackages({ coin }: Cell['coin'], clientClass: ClientClass, now: number): Approval {
  return toApproval(`apr_package-${coin}-${clientClass}`.toLowerCase(), now, {
    title: `packages of ${coin} forwards and options for ${clientClass} clients (demo)`,
    productTypes: ['STRAT(*)'],
    underlyings: [`${coin}-USD`],
    direction: 'any',
    settlements: [settlementOf('linear', coin), settlementOf('inverse', coin)],
    premiumCurrencies: premiumCurrenciesOf(clientClass, coin),
    clientClasses: [clientClass],
    quantity: { min: '0.00000001', max: '1000000' },
    classification: classificationOf({ unbounded: true }),
  });
}

type OwnTerms = Pick<
  ApprovalTerms,
  | 'title'
  | 'productTypes'
  | 'underlyings'
  | 'direction'
  | 'settlements'
  | 'premiumCurrencies'
  | 'clientClasses'
  | 'quantity'
  | 'classification'
>;

function toApproval(approvalId: string, now: number, own: OwnTerms): Approval {
  const endsAt = now + 365 * DAY_MS;
  const terms: ApprovalTerms = { ...SHARED_TERMS, ...listsOf(), ...own, ...datesOf(now, endsAt) };
  return {
    approvalId,
    version: 1,
    status: 'approved',
    terms,
    contentHash: hashOfTerms(terms),
    proposedBy: BY,
    submittedBy: BY,
    approvedBy: [],
    createdAt: now,
    submittedAt: now,
    approvedAt: now,
    effectiveFrom: now,
    endsAt,
    supersededBy: null,
    changedBy: BY,
    reason: 'demo firm, no evidence behind it',
    recordedAt: now,
  };
}

function datesOf(now: number, endsAt: number) {
  const reviewBy = toInstant(now + 180 * DAY_MS).slice(0, 10);
  return { reviewBy, effectiveFrom: toInstant(now), expiresAt: toInstant(endsAt) };
}

function listsOf(): Pick<ApprovalTerms, 'fixings' | 'allowAccounts' | 'denyAccounts' | 'channels' | 'evidence'> {
  return {
    fixings: ['DERIBIT_TWAP30'],
    allowAccounts: [],
    denyAccounts: [],
    channels: ['RFQ_API', 'RFQ_UI'],
    evidence: [],
  };
}

const SHARED_TERMS = {
  effect: 'allow',
  supersedes: null,
  cpiCategory: 'VA_VANILLA_OTC',
  tenorDays: { min: 0.02, max: 400 },
  nonStandardExpiry: false,
  strikePercentOfForward: null,
  limits: {
    perTradeNotionalUsd: null,
    perClientNotionalUsd: null,
    perDayNotionalUsd: null,
    outstandingNotionalUsd: null,
    perTradeVegaUsd: null,
    perTradeGamma: null,
    perTradeDelta: null,
  },
  autoQuoteAllowed: true,
  maxAutoNotionalUsd: null,
  fourEyesAboveUsd: null,
  legal: {
    licenceBasis: 'none: a demonstration',
    sfcReference: null,
    notRequiredMemo: {
      memoId: 'DEMO-MEMO-1',
      signedBy: 'demo set-up',
      date: '2026-11-02',
      reason: 'nothing of the demo firm is real',
    },
  },
  model: { id: 'black-svi', version: '1', validationReport: 'DEMO-VALIDATION-1' },
  clientNoticeText: null,
} as const satisfies Partial<{ [K in keyof ApprovalTerms]: unknown }>;

function classificationOf({ unbounded }: { unbounded: boolean }): ApprovalClassification {
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
    riskRating: unbounded ? 5 : 4,
  };
}

function settlementOf(style: 'linear' | 'inverse', coin: 'BTC' | 'ETH'): ApprovalTerms['settlements'][number] {
  return { method: 'cash', style, currency: style === 'linear' ? 'USD' : coin };
}

/** Individuals may buy options, not sell them: a short option can lose more than was invested. */
function directionsOf({ kind, clientClass }: Cell): readonly Side[] {
  return kind === 'option' && clientClass === 'IND_PI' ? ['buy'] : ['buy', 'sell'];
}

/** A stablecoin as premium currency needs a permission of its own. */
function premiumCurrenciesOf(clientClass: ClientClass, coin: 'BTC' | 'ETH'): Currency[] {
  return clientClass === 'IPI' || clientClass === 'QCPI' ? ['USD', 'USDT', coin] : ['USD', coin];
}
