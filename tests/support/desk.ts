import type { Approval } from '../../src/approvals/index.ts';
import type { Account } from '../../src/clients/index.ts';
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

/** Lets an institution buy such calls, from the reference market's instant for a year. */
export function anApproval(changes: Partial<Approval> = {}): Approval {
  return {
    approvalId: 'apr_buy',
    version: 1,
    status: 'approved',
    kind: 'option',
    underlying: 'BTC-USD',
    settlementStyle: 'linear',
    settlementCurrency: 'USD',
    clientClass: 'IPI',
    direction: 'buy',
    premiumCurrencies: ['USD'],
    fixings: ['DERIBIT_TWAP30'],
    minQuantity: '0.01',
    maxQuantity: '100',
    minTenorDays: 1,
    maxTenorDays: 90,
    effectiveFrom: AS_OF,
    expiresAt: AS_OF + 365 * DAY_MS,
    changedBy: 'compliance-1',
    reason: 'committee of 3 November',
    recordedAt: AS_OF,
    ...changes,
  };
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
