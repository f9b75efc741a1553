import { identify } from '../../../src/market/index.ts';
import { buildQuote, DEFAULT_SPREAD_POLICY, policyVersion } from '../../../src/quoting/index.ts';
import { Interrupted } from '../../../src/risk/interrupted.ts';
import { replayChunk } from '../../../src/risk/replay/replay-chunk.ts';
import type { StoredQuote } from '../../../src/risk/replay/stored-quotes.ts';
import { inChunks, openRiskThreads } from '../../../src/risk/threads.ts';
import { anOptionLeg, aRequest } from '../../support/desk.ts';
import { AS_OF, aBtcMarket } from '../../support/markets.ts';

const POLICY = policyVersion(DEFAULT_SPREAD_POLICY);
const MARKET = identify(aBtcMarket());
const BASES = {
  snapshots: [{ id: MARKET.id, text: MARKET.text, parts: MARKET.parts.map(({ id, text }) => ({ id, text })) }],
  policies: [{ version: POLICY, text: JSON.stringify(DEFAULT_SPREAD_POLICY) }],
};

/** Quotes on many strikes, of which some were altered, and some rest on what is not there. */
const QUOTES = Array.from({ length: 24 }, (_, n): StoredQuote => {
  const request = aRequest({ legs: [anOptionLeg({ strike: String(80_000 + n * 2_000) })], side: 'two-way' });
  const { legs, side, premiumCurrency } = request;
  const policy = { version: POLICY, policy: DEFAULT_SPREAD_POLICY };
  const input = { legs, side, premiumCurrency, tier: 'gold' as const, policy };
  const built = buildQuote({ ...input, market: MARKET.snapshot, snapshotId: MARKET.id });
  return {
    quoteId: `qt_${n}`,
    version: 1,
    rfqId: `rfq_${n}`,
    accountId: 'acc_1',
    quotedAt: new Date(AS_OF).toISOString(),
    snapshotId: n % 7 === 3 ? 'snap_gone' : MARKET.id,
    policyVersion: n % 7 === 4 ? 'pol_gone' : POLICY,
    modelVersion: n % 7 === 5 ? 'black76-0' : built.modelVersion,
    request,
    inputs: built.inputs,
    stored: n % 7 === 6 ? { ...built, offer: '1' } : built,
  };
});

describe('a replay in threads', () => {
  it('gives what the same work gives here, in the same order', async () => {
    const threads = openRiskThreads(2);
    const inThreads = await inChunks(QUOTES, 5, (quotes) => threads.run('replayChunk', { quotes, bases: BASES }));
    await threads.stop();
    const here = await replayChunk({ quotes: QUOTES, bases: BASES });

    expect(inThreads).toEqual(here);
    expect(here.map(({ quoteId }) => quoteId)).toEqual(QUOTES.map(({ quoteId }) => quoteId));
    expect(new Set(here.map(({ outcome }) => outcome))).toEqual(new Set(['equal', 'different', 'notReplayable']));
  });

  it('is interrupted, and at no fault, when the threads are stopped', async () => {
    const threads = openRiskThreads(1);
    const interrupted = expect(threads.run('replayChunk', { quotes: QUOTES, bases: BASES })).rejects.toThrow(
      Interrupted,
    );
    await threads.stop();

    await interrupted;
  });

  it('says what is missing, and which text was altered', async () => {
    const [quote] = QUOTES;
    if (quote === undefined) throw new Error('there must be a quote');
    const text = '{"underlyings":{},"discounts":{}}';
    const altered = { ...BASES, snapshots: [{ id: 'snap_altered', text, parts: [] }] };
    const quotes = [{ ...quote, snapshotId: 'snap_altered' }, ...QUOTES.slice(3, 6)];
    const replays = await replayChunk({ quotes, bases: altered });

    expect(replays.map(({ why }) => why)).toEqual([
      expect.stringMatching('^stored text of snapshot snap_altered must hash to its id'),
      'snapshot snap_gone is not stored',
      'policy pol_gone is not stored',
      'model black76-0 was not kept',
    ]);
  });
});
