import { identify } from '../../src/market/index.ts';
import { buildQuote, DEFAULT_SPREAD_POLICY, policyVersion } from '../../src/quoting/index.ts';
import type { PastRequest } from '../../src/risk/history/past-request.ts';
import { restoredBases } from '../../src/risk/restored-bases.ts';
import { anOptionLeg, aRequest } from './desk.ts';
import { AS_OF, aBtcMarket } from './markets.ts';

const MINUTE_MS = 60_000;
const POLICY_VERSION = policyVersion(DEFAULT_SPREAD_POLICY);

/** The market of the requests, and that of each minute after it: the coin rises by a dollar a second. */
const MARKETS = {
  0: identify(aBtcMarket()),
  1: identify(aBtcMarket({ asOf: AS_OF + MINUTE_MS, spot: 100_060 })),
  5: identify(aBtcMarket({ asOf: AS_OF + 5 * MINUTE_MS, spot: 100_300 })),
} as const;

/** As a thread gets them. */
const STORED_BASES = {
  snapshots: Object.values(MARKETS).map(({ id, text, parts }) => ({
    id,
    text,
    parts: parts.map((part) => ({ id: part.id, text: part.text })),
  })),
  policies: [{ version: POLICY_VERSION, text: JSON.stringify(DEFAULT_SPREAD_POLICY) }],
};
export const BASES = restoredBases(STORED_BASES);

/** A request that was quoted on the market of its instant, and accepted by a buyer of one bitcoin's call. */
export function aPastRequest(changes: Partial<PastRequest> = {}): PastRequest {
  const request = changes.request ?? aRequest({ legs: [anOptionLeg()], side: 'two-way' });
  const { legs, side, premiumCurrency } = request;
  const policy = { version: POLICY_VERSION, policy: DEFAULT_SPREAD_POLICY };
  const { id: snapshotId, snapshot: market } = MARKETS[0];
  const built = buildQuote({ legs, side, premiumCurrency, tier: 'gold', policy, market, snapshotId });
  const at = new Date(AS_OF).toISOString();
  const { modelVersion, bid, offer, reference, passport } = built;
  return {
    rfqId: 'rfq_1',
    accountId: 'acc_1',
    client: 'Harbour',
    at,
    request,
    state: 'booked',
    trader: null,
    failures: [],
    quote: {
      quotedAt: at,
      snapshotId,
      policyVersion: POLICY_VERSION,
      modelVersion,
      inputs: built.inputs,
      stored: { modelVersion, bid, offer, legs: built.legs, reference, passport },
    },
    trade: { side: 'buy', at },
    before: { tier: 'gold', snapshotId, policyVersion: POLICY_VERSION },
    marks: { 1: MARKETS[1].id, 5: MARKETS[5].id, 30: null },
    ...changes,
  };
}
