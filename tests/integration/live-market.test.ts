import type { RejectCode } from '../../src/contracts/errors.ts';
import { MarketChainView } from '../../src/contracts/market-chain.ts';
import type { MarketStatusView } from '../../src/contracts/market-status.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { anAcceptance, anRfq, call, connectAs, quoteFor, signIn, type TestClient } from '../support/client.ts';
import { startService, type TestService } from '../support/service.ts';
import { PUMPED_SPOT, type PumpedMarket, startPumpedMarket } from '../support/venues/pumped-market.ts';
import { waitFor } from '../support/wait-for.ts';

const START_MS = 90_000;
const SPOT_STALE_MS = 2_000;
const SURFACE_STALE_MS = 4_000;
const RECOVERY_MS = 1_000;
/** From the moment a limit is passed until quoting has stopped. */
const WITHIN_MS = 1_000;

let backend: Backend;
let market: PumpedMarket;
let service: TestService;
let client: TestClient;

beforeAll(async () => {
  [backend, market] = await Promise.all([openBackend(), startPumpedMarket()]);
  service = await startService(backend, {
    settings: {
      MARKET: 'live',
      MARKET_VENUES: 'coinbase,kraken,bitstamp,binance,deribit',
      MARKET_UNDERLYINGS: 'BTC-USD',
      SPOT_STALE_MS: String(SPOT_STALE_MS),
      SURFACE_STALE_MS: String(SURFACE_STALE_MS),
      USDT_STALE_MS: '2000',
      SURFACE_REBUILD_MS: '500',
      MARKET_RECOVERY_SECONDS: String(RECOVERY_MS / 1_000),
      ...market.venues.urlSettings,
    },
  });
  client = await connectAs(service, 'harbour');
  await waitFor('the first live quote', quotes);
}, START_MS);
afterAll(async () => {
  client?.close();
  await service?.stop();
  await market?.stop();
  await backend?.close();
}, START_MS);
afterEach(async () => {
  market.restore();
  await waitFor('a market that quotes again', quotes);
}, 90_000);

async function ask(request: Parameters<typeof anRfq>[0] = {}) {
  const answer = await client.request('rfq.create', anRfq({ side: 'buy', quantity: '0.1', ...request }));
  return answer.ok ? ('quoted' as const) : answer.error;
}

async function quotes(): Promise<boolean> {
  return (await ask()) === 'quoted';
}

async function codeOf(request: Parameters<typeof anRfq>[0] = {}): Promise<RejectCode | 'quoted'> {
  const answer = await ask(request);
  return answer === 'quoted' ? answer : answer.code;
}

async function statusFor<T = MarketStatusView>(username: string): Promise<T> {
  const { token } = await signIn(service, username);
  const answer = await call<T>(service.url, { path: '/market/status', token });
  if (!answer.ok) throw new Error(`no status: ${answer.error.message}`);
  return answer.data;
}

async function btcComposite() {
  const { composites } = await statusFor('trader');
  const composite = composites.find(({ symbol }) => symbol === 'BTC-USD');
  if (composite === undefined) throw new Error('the status has no composite of BTC-USD');
  return composite;
}

const reasonFor = async (venue: string) =>
  (await btcComposite()).excluded.find((exclusion) => exclusion.venue === venue)?.reason ?? null;

/** With Redis the status is the publisher's, told once a second. */
async function waitForWholeSurface(): Promise<void> {
  await waitFor('a whole surface', async () => (await statusFor('trader')).surfaces[0]?.slices.length === 5);
}

/** What the newest refusal was recorded with. */
async function lastFailures() {
  const row = await service.db
    .selectFrom('decision')
    .select('failures')
    .where('allowed', '=', false)
    .orderBy('at', 'desc')
    .executeTakeFirstOrThrow();
  return row.failures as { rule: string; code: string; message: string }[];
}

describe('a live market of local venues', () => {
  it('answers staff the bid and ask of each listed strike beside the fit', async () => {
    await waitForWholeSurface();
    const { token } = await signIn(service, 'trader');
    const asked = await call<MarketChainView>(service.url, { path: '/market/chain?underlying=BTC-USD', token });
    if (!asked.ok) throw new Error(asked.error.message);
    const { source, expiries } = MarketChainView.parse(asked.data);
    expect([source, expiries.length]).toEqual(['live', 5]);
    for (const { options } of expiries) {
      expect(options.length).toBeGreaterThan(5);
      expect(options.filter(({ bid, ask }) => bid !== null && ask !== null && Number(bid) > Number(ask))).toEqual([]);
    }
    const unknown = await call(service.url, { path: '/market/chain?underlying=SOL-USD', token });
    expect(unknown).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  it('quotes from the composite of all venues, and says that it is live', async () => {
    const quote = await quoteFor(client, { side: 'buy', quantity: '0.1' });

    expect(quote.reference.source).toBe('live');
    expect(Number(quote.reference.spot)).toBeCloseTo(PUMPED_SPOT, 2);
    expect(Number(quote.legs[0]?.impliedVolOffer)).toBeGreaterThan(0.49);
    expect(Number(quote.legs[0]?.impliedVolOffer)).toBeLessThan(0.6);
    expect(await btcComposite()).toMatchObject({
      used: ['binance', 'bitstamp', 'coinbase', 'kraken'],
      excluded: [],
    });
    await waitForWholeSurface();
    const { surfaces, halts } = await statusFor('trader');
    expect(halts).toEqual([]);
    expect(surfaces[0]?.slices).toHaveLength(5);
    expect(new Set(surfaces[0]?.slices.map(({ forwardSource }) => forwardSource))).toEqual(new Set(['parity']));
  });

  it('leaves out a venue that has fallen silent, and quotes on', async () => {
    market.venues.kraken.fallSilent();
    try {
      await waitFor('kraken out of the composite', async () => (await reasonFor('kraken')) !== null);
      expect(['stale', 'reconnecting', 'silent']).toContain(await reasonFor('kraken'));
      expect(await codeOf()).toBe('quoted');
    } finally {
      market.venues.kraken.recover();
    }
    await waitFor('kraken in the composite', async () => (await reasonFor('kraken')) === null);
  });

  it.each([
    { what: '1 % off', book: { bid: 1.01 * PUMPED_SPOT - 5, ask: 1.01 * PUMPED_SPOT + 5 }, reason: 'outlier' },
    { what: 'crossed', book: { bid: PUMPED_SPOT + 5, ask: PUMPED_SPOT - 5 }, reason: 'crossed' },
    { what: 'locked', book: { bid: PUMPED_SPOT, ask: PUMPED_SPOT }, reason: 'locked' },
    { what: 'wide open', book: { bid: 0.9 * PUMPED_SPOT, ask: 1.1 * PUMPED_SPOT }, reason: 'invalid' },
  ])('leaves out a venue whose book is $what, with the reason, and quotes on', async ({ book, reason }) => {
    market.books.set('coinbase', book);

    await waitFor(`coinbase left out as ${reason}`, async () => (await reasonFor('coinbase')) === reason);

    expect(await codeOf()).toBe('quoted');
    const { price } = await btcComposite();
    expect(Number(price)).toBeCloseTo(PUMPED_SPOT, 2);
  });

  it('stops quoting and accepting when the venues are of two camps, and goes on after the clean seconds', async () => {
    const quote = await quoteFor(client, { side: 'buy', quantity: '0.1' });
    const changedAt = performance.now();
    for (const venue of ['coinbase', 'kraken'] as const) {
      market.books.set(venue, { bid: 1.01 * PUMPED_SPOT - 5, ask: 1.01 * PUMPED_SPOT + 5 });
    }
    await waitFor('a refusal', async () => !(await quotes()));
    expect(performance.now() - changedAt).toBeLessThan(WITHIN_MS);

    const refusal = await ask();
    expect(refusal).toMatchObject({
      code: 'VENUE_DIVERGENCE',
      retryable: true,
      message: 'Pricing is paused due to market conditions.',
    });
    expect(await lastFailures()).toMatchObject([
      {
        rule: 'TR-05',
        code: 'VENUE_DIVERGENCE',
        message: expect.stringMatching(/^4 venues of BTC-USD are .* bp apart/),
      },
    ]);
    // The sweep may have been there first.
    const accepted = await client.request('quote.accept', anAcceptance(quote));
    expect(['VENUE_DIVERGENCE', 'QUOTE_REVOKED']).toContain(accepted.ok ? 'traded' : accepted.error.code);
    expect(await statusFor('harbour')).toEqual({
      source: 'live',
      serverTime: expect.any(String),
      conditions: [
        {
          scope: { underlying: 'BTC-USD' },
          message: 'Pricing of BTC-USD is paused due to market conditions.',
        },
      ],
    });

    const restoredAt = performance.now();
    market.restore();
    await waitFor('a clean market', async () => (await statusFor('trader')).conditions.length === 0);
    const codes = new Set<string>();
    // With Redis the status of the publisher may be known before its next snapshot.
    await waitFor('a recovery', async () => {
      codes.add(await codeOf());
      return /^recovering, clean for \d+ ms; was: 4 venues of BTC-USD/.test((await lastFailures())[0]?.message ?? '');
    });
    expect([...codes]).toEqual(['VENUE_DIVERGENCE']);
    await waitFor('quotes', quotes);
    // By another clock than the service's, which may differ by some milliseconds.
    expect(performance.now() - restoredAt).toBeGreaterThan(0.95 * RECOVERY_MS);
  });

  it('stops what is paid in USDT, and nothing else, when USDT leaves its band', async () => {
    market.usdt = 0.97;
    const inUsdt = { premiumCurrency: 'USDT' } as const;

    await waitFor('a depeg', async () => (await codeOf(inUsdt)) === 'STABLECOIN_DEPEGGED');

    expect(await lastFailures()).toMatchObject([
      { rule: 'ST-03', message: 'USDT-USD is 0.970000, band 0.9950 to 1.0050' },
    ]);
    expect(await codeOf()).toBe('quoted');
    market.usdt = 1;
    await waitFor('quotes in USDT', async () => (await codeOf(inUsdt)) === 'quoted');
  });

  it('stops within a second after the limit when all spot venues are gone', async () => {
    market.books.clear();
    const lastAt = market.toldAt;

    await waitFor('a stale market', async () => !(await quotes()));

    const stoppedAfterMs = Date.now() - lastAt;
    expect(await codeOf()).toBe('MARKET_STALE');
    expect(stoppedAfterMs).toBeGreaterThanOrEqual(SPOT_STALE_MS);
    expect(stoppedAfterMs).toBeLessThan(SPOT_STALE_MS + WITHIN_MS);
    expect((await lastFailures())[0]?.message).toMatch(/^spot of BTC-USD is \d+ ms old, limit 2000 ms$/);
  });

  it('stops with a code of its own when no volatilities come any more', async () => {
    market.options = () => false;

    await waitFor('a stale surface', async () => !(await quotes()));

    expect(await codeOf()).toBe('SURFACE_STALE');
    expect((await btcComposite()).used).toHaveLength(4);
  });

  it('quotes on when strikes are missing and an expiry is no longer listed', async () => {
    await waitForWholeSurface();
    const before = (await statusFor('trader')).surfaces[0];
    const first = Date.parse(before?.slices[0]?.expiry ?? '');
    const missing = [85_000, 95_000, 115_000];
    market.options = ({ expiry, strike }) => expiry !== first && !missing.includes(strike);

    await waitFor('a surface without them', async () => {
      const { surfaces } = await statusFor('trader');
      return surfaces[0]?.slices.length === 4 && (surfaces[0]?.quotes ?? 0) < (before?.quotes ?? 0);
    });

    expect(await codeOf()).toBe('quoted');
  });
});
