import type { AccountTerms, Confirmation, ConfirmationLeg, FirmProfile } from '../contracts/confirmation.ts';
import type { Instrument } from '../contracts/instrument.ts';
import type { Leg } from '../contracts/rfq.ts';
import type { Currency, Side } from '../contracts/scalars.ts';
import type { TradeView } from '../contracts/trade.ts';
import { toInstant } from '../platform/clock.ts';
import { Decimal } from '../platform/decimal.ts';
import { clientSideOfLeg, markUpInPrice, type Passport } from '../quoting/index.ts';
import { bothTimes } from './both-times.ts';
import { complexProductWarnings } from './complex-warnings.ts';
import { productName } from './product-name.ts';

export interface ConfirmationInput {
  readonly trade: TradeView & { readonly unwinds: string | null };
  readonly passport: Passport;
  /** What was said of the mark-up with the quote; null where the firm's own words stand alone. */
  readonly disclosure: string | null;
  readonly account: { readonly accountId: string; readonly name: string; readonly clientClass: string };
  readonly firm: FirmProfile | null;
  readonly terms: AccountTerms | null;
  readonly version: number;
  /** UTC epoch ms. */
  readonly issuedAt: number;
}

const DAY_MS = 86_400_000;

/**
 * ISO 24165. Source: the DSB's list of commodity reference rates, which names Bitcoin and Ether by these identifiers.
 */
const UNDERLYINGS: Readonly<Record<string, { readonly name: string; readonly digitalTokenIdentifier: string }>> = {
  BTC: { name: 'Bitcoin', digitalTokenIdentifier: '4H95J0R2X' },
  ETH: { name: 'Ether', digitalTokenIdentifier: 'X9J9K872S' },
};

/**
 * Everything that both sides must agree on, out of the trade as it is booked and the two parties' records. What a
 * record does not hold is null and named in `missing`: a confirmation never fills a gap with a guess.
 */
export function confirmationOf(input: ConfirmationInput): Confirmation {
  const { trade, account, terms, version, issuedAt } = input;
  const draft: Omit<Confirmation, 'missing'> = {
    tradeId: trade.tradeId,
    version,
    issuedAt: bothTimes(issuedAt),
    upi: null,
    // BK-04: no UPI can be had here, and the document says so.
    identifierStatus: 'interim',
    client: {
      accountId: account.accountId,
      name: terms?.legalName ?? account.name,
      lei: terms?.lei ?? null,
      clientClass: account.clientClass,
    },
    tradedAt: bothTimes(Date.parse(trade.acceptedAt)),
    effectiveDate: trade.acceptedAt.slice(0, 10),
    clientSide: trade.side,
    legs: trade.legs.map((leg) => toConfirmationLeg(leg, input)),
    quantity: trade.quantity,
    price: trade.price,
    premium: premiumTerms(input),
    dayCount: 'ACT/365 fixed; time to expiry in seconds / 31,536,000',
    masterAgreement: terms?.masterAgreement ?? null,
    collateral: terms?.collateral ?? null,
    warnings: complexProductWarnings(trade),
    unwinds: trade.unwinds,
    ...(trade.allocations === undefined ? {} : { allocations: trade.allocations }),
    marketSource: trade.marketSource,
    ...firmTerms(input),
  };
  return { ...draft, missing: missingOf(draft, terms) };
}

const NO_FIRM = { name: null, lei: null, ceReference: null, address: null };

function firmTerms({ firm, ...input }: ConfirmationInput) {
  const markUp = markUpOf({ firm, ...input });
  if (firm === null) {
    return {
      uti: null,
      dealer: { ...NO_FIRM, capacity: 'principal' as const },
      markUp: { ...markUp, disclosure: input.disclosure },
      businessCentres: [],
      calculationAgent: null,
      definitions: null,
      earlyTermination: null,
    };
  }
  const { legalName: name, lei, ceReference, address } = firm;
  return {
    uti: `${lei}${ownPart(input.trade.tradeId)}`,
    dealer: { name, lei, ceReference, address, capacity: 'principal' as const },
    markUp: { ...markUp, disclosure: input.disclosure ?? firm.markUpDisclosure },
    businessCentres: firm.businessCentres,
    calculationAgent: firm.calculationAgent,
    definitions: firm.definitions,
    earlyTermination: firm.earlyTermination,
  };
}

/** ISO 23897: after the generator's LEI come at most 32 capital letters and digits; a trade id's own part has 32. */
function ownPart(tradeId: string): string {
  return tradeId
    .replace(/^trd_/, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}

function toConfirmationLeg(leg: Leg & { price: string }, { trade, firm, terms }: ConfirmationInput): ConfirmationLeg {
  const { instrument } = leg;
  const { settlement, underlying } = instrument;
  const [base = underlying, quote = ''] = underlying.split('-');
  const clientDirection = clientSideOfLeg(leg.side, trade.side);
  const quantity = new Decimal(trade.quantity).times(leg.ratio);
  const strike = strikeOf(instrument, trade.price);
  return {
    product: productName(instrument),
    underlying: UNDERLYINGS[base] ?? { name: base, digitalTokenIdentifier: null },
    clientDirection,
    dealerDirection: opposite(clientDirection),
    quantity: quantity.toString(),
    unit: base,
    notional: { amount: quantity.times(strike).toString(), currency: quote },
    strike,
    exerciseStyle: instrument.kind === 'forward' ? 'none' : 'European, automatic at expiry if in the money',
    expiry: bothTimes(Date.parse(instrument.expiry)),
    fixing: { source: settlement.fixing, ...firm?.fixings[settlement.fixing] },
    settlement: {
      method: settlement.method,
      style: settlement.style,
      currency: settlement.currency,
      conversion: settlement.conversion === undefined ? null : `${settlement.conversion.source}, at fixing`,
      date: terms === null ? null : dateAfter(Date.parse(instrument.expiry), terms.settlementDays),
      account: terms?.settlementAccounts[settlement.currency] ?? null,
    },
    price: leg.price,
  };
}

/** An outright forward is struck at the price that was agreed. */
function strikeOf(instrument: Instrument, price: string): string {
  return instrument.strike ?? price;
}

function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

function premiumTerms({ trade, terms }: ConfirmationInput): Confirmation['premium'] {
  const amount = new Decimal(trade.premium);
  const currency: Currency = trade.premiumCurrency;
  return {
    amount: amount.abs().toString(),
    currency,
    payer: payerOf(amount),
    date: terms === null ? null : dateAfter(Date.parse(trade.acceptedAt), terms.premiumDays),
    account: terms?.settlementAccounts[currency] ?? null,
  };
}

function payerOf(premium: Decimal): Confirmation['premium']['payer'] {
  if (premium.isZero()) return 'nobody';
  return premium.isPositive() ? 'client' : 'dealer';
}

/** The firm's own part of the price, as the passport holds it, over the whole quantity. */
function markUpOf({ trade, passport }: ConfirmationInput): { amount: string; currency: Currency } {
  const amount = markUpInPrice(passport, trade.side).times(trade.quantity);
  return { amount: amount.toString(), currency: trade.premiumCurrency };
}

function dateAfter(at: number, days: number): string {
  return toInstant(at + days * DAY_MS).slice(0, 10);
}

/** Every path that the firm's or the client's record must still fill. A natural person has no LEI. */
function missingOf(draft: Omit<Confirmation, 'missing'>, terms: AccountTerms | null): string[] {
  const { dealer, client, markUp } = draft;
  const facts: Readonly<Record<string, unknown>> = {
    uti: draft.uti,
    upi: draft.upi,
    'dealer.name': dealer.name,
    'dealer.lei': dealer.lei,
    'dealer.ceReference': dealer.ceReference,
    'dealer.address': dealer.address,
    'client.lei': terms === null ? null : (client.lei ?? 'a natural person'),
    'premium.date': draft.premium.payer === 'nobody' ? 'none due' : draft.premium.date,
    'premium.account': draft.premium.payer === 'nobody' ? 'none due' : draft.premium.account,
    'markUp.disclosure': markUp.disclosure,
    businessCentres: draft.businessCentres[0],
    calculationAgent: draft.calculationAgent,
    definitions: draft.definitions,
    masterAgreement: draft.masterAgreement,
    earlyTermination: draft.earlyTermination,
    collateral: draft.collateral,
  };
  const absent = Object.keys(facts).filter((path) => facts[path] === null || facts[path] === undefined);
  return [...absent, ...draft.legs.flatMap(missingOfLeg)];
}

function missingOfLeg({ fixing, settlement }: ConfirmationLeg, index: number): string[] {
  const facts: Readonly<Record<string, unknown>> = {
    'fixing.window': fixing.window,
    'fixing.rounding': fixing.rounding,
    'fixing.fallbacks': fixing.fallbacks,
    'settlement.date': settlement.date,
    'settlement.account': settlement.account,
  };
  const absent = Object.keys(facts).filter((path) => facts[path] === null || facts[path] === undefined);
  return absent.map((path) => `legs[${index}].${path}`);
}
