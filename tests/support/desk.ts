import { type Approval, hashOfTerms } from '../../src/approvals/index.ts';
import type { Account } from '../../src/clients/index.ts';
import type { ApprovalTerms } from '../../src/contracts/approval-terms.ts';
import type { Instrument, Settlement } from '../../src/contracts/instrument.ts';
import type { CreateRfqRequest, Leg } from '../../src/contracts/rfq.ts';
import { toInstant } from '../../src/platform/clock.ts';
import { AS_OF, DAY_MS } from './markets.ts';

export const IN_DOLLARS: Settlement = { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' };
export const IN_BITCOIN: Settlement = { ...IN_DOLLARS, style: 'inverse', currency: 'BTC' };

/** An instant so many days after the reference market. */
export function inDays(days: number): string {
  return toInstant(AS_OF + days * DAY_MS);
}

type Option = Extract<Instrument, { kind: 'option' }>;
type Forward = Extract<Instrument, { kind: 'forward' }>;

/** One bought 30-day dollar call on bitcoin, struck at 105,000. */
export function anOptionLeg(changes: Partial<Option> = {}, leg: Partial<Leg> = {}): Leg {
  const instrument: Option = {
    kind: 'option',
    underlying: 'BTC-USD',
    optionType: 'call',
    strike: '105000',
    exercise: 'european',
    expiry: inDays(30),
    settlement: IN_DOLLARS,
    ...changes,
  };
  return { instrument, side: 'buy', ratio: '1', ...leg };
}

/** One bought 30-day forward on bitcoin, outright unless it is given a strike. */
export function aForwardLeg(changes: Partial<Forward> = {}, leg: Partial<Leg> = {}): Leg {
  const instrument: Forward = {
    kind: 'forward',
    underlying: 'BTC-USD',
    expiry: inDays(30),
    settlement: IN_DOLLARS,
    ...changes,
  };
  return { instrument, side: 'buy', ratio: '1', ...leg };
}

/** What a client may send: one call, bought, one bitcoin, premium in dollars. */
export function aRequest(changes: Partial<CreateRfqRequest> = {}): CreateRfqRequest {
  return {
    clientRfqId: 'rfq-1',
    legs: [anOptionLeg()],
    side: 'buy',
    quantity: '1',
    premiumCurrency: 'USD',
    ...changes,
  };
}

/** What a record says of itself, complete: institutions buy dollar calls and puts on bitcoin. */
export function someTerms(changes: Partial<ApprovalTerms> = {}): ApprovalTerms {
  return {
    title: 'bitcoin options for institutions',
    effect: 'allow',
    supersedes: null,
    productTypes: ['OPT_EU_CALL', 'OPT_EU_PUT'],
    underlyings: ['BTC-USD'],
    direction: 'buy',
    settlements: [{ method: 'cash', style: 'linear', currency: 'USD' }],
    premiumCurrencies: ['USD'],
    fixings: ['DERIBIT_TWAP30'],
    clientClasses: ['IPI'],
    cpiCategory: null,
    allowAccounts: [],
    denyAccounts: [],
    channels: ['RFQ_API'],
    quantity: { min: '0.01', max: '100' },
    tenorDays: { min: 1, max: 90 },
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
      licenceBasis: 'Type 1 with the uplift',
      sfcReference: { letterId: 'SFC-2026-17', date: '2026-10-01', conditions: ['professional investors only'] },
      notRequiredMemo: null,
    },
    classification: SOME_CLASSIFICATION,
    model: { id: 'black-svi', version: '1', validationReport: 'VAL-7' },
    evidence: [{ docId: 'PAC-12', sha256: 'ab'.repeat(32), title: 'product paper', date: '2026-11-03' }],
    clientNoticeText: null,
    reviewBy: '2027-05-01',
    effectiveFrom: null,
    expiresAt: toInstant(AS_OF + 365 * DAY_MS),
    ...changes,
  };
}

const SOME_CLASSIFICATION: ApprovalTerms['classification'] = {
  complexFactors: {
    isDerivative: true,
    hasSecondaryMarket: false,
    hasTransparentInformation: true,
    canLoseMoreThanInvested: false,
    hasAlteringFeatures: false,
    isIlliquidOrHardToValue: false,
  },
  isVaRelated: true,
  isDerivative: true,
  principalProtected: false,
  maxLossUnbounded: false,
  riskRating: 4,
};

type ApprovalChanges = Partial<Omit<Approval, 'terms'>> & { readonly terms?: Partial<ApprovalTerms> };

/** Lets an institution buy such calls, from the reference market's instant for a year. */
export function anApproval({ terms: changedTerms, ...changes }: ApprovalChanges = {}): Approval {
  const terms = someTerms(changedTerms);
  return {
    approvalId: 'apr_buy',
    version: 1,
    status: 'approved',
    terms,
    contentHash: hashOfTerms(terms),
    proposedBy: 'compliance-1',
    submittedBy: 'compliance-1',
    approvedBy: [],
    createdAt: AS_OF,
    submittedAt: AS_OF,
    approvedAt: AS_OF,
    effectiveFrom: AS_OF,
    endsAt: AS_OF + 365 * DAY_MS,
    supersededBy: null,
    changedBy: 'compliance-1',
    reason: 'committee of 3 November',
    recordedAt: AS_OF,
    ...changes,
  };
}

/** Lets institutions ask for packages of dollar contracts on bitcoin; each leg still needs its own record. */
export function aPackage({ terms, ...changes }: ApprovalChanges = {}): Approval {
  const types = { productTypes: ['STRAT(*)'], direction: 'any' as const, quantity: { min: '0.001', max: '100000' } };
  const tenorDays = { min: 0, max: 1000 };
  return anApproval({ approvalId: 'apr_package', ...changes, terms: { ...types, tenorDays, ...terms } });
}

export function anAccount(changes: Partial<Account> = {}): Account {
  return {
    accountId: 'acc_1',
    name: 'Harbour Asset Management',
    clientClass: 'IPI',
    tier: 'gold',
    status: 'active',
    creditLimitUsd: '1000000',
    ...changes,
  };
}
