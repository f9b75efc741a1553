import type { RejectCode } from '../../src/contracts/errors.ts';
import type { MarketScenario, PlayScenarioRequest, ScenarioView } from '../../src/contracts/market-scenario.ts';
import { anRfq, call, quoteFor, signIn, type TestClient } from '../support/client.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService({
  settings: { SURFACE_STALE_MS: '4000', SPOT_STALE_MS: '2000', MARKET_RECOVERY_SECONDS: '1' },
});

const DEADLINE_MS = 50_000;

async function ask(username: string, body?: PlayScenarioRequest | object) {
  const { token } = await signIn(used.service, username);
  const method = body === undefined ? 'GET' : 'POST';
  return call<ScenarioView>(used.service.url, {
    method,
    path: '/market/scenario',
    token,
    ...(body === undefined ? {} : { body }),
  });
}

/** Asks for quotes until the answer is `wanted`, a refusal's code or "quoted". */
async function until(
  wanted: RejectCode | 'quoted',
  client: TestClient,
  premiumCurrency: 'USD' | 'USDT',
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  let last = '';
  while (last !== wanted) {
    if (Date.now() > deadline)
      throw new Error(`no answer was ${wanted} within ${DEADLINE_MS} ms, the last was ${last}`);
    const answer = await client.request('rfq.create', anRfq({ side: 'buy', premiumCurrency }));
    last = answer.ok ? 'quoted' : answer.error.code;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('rehearsing a scenario', () => {
  it.each([
    { scenario: 'venue-outage', code: 'MARKET_STALE', premiumCurrency: 'USD' },
    { scenario: 'surface-outage', code: 'SURFACE_STALE', premiumCurrency: 'USD' },
    { scenario: 'divergence', code: 'VENUE_DIVERGENCE', premiumCurrency: 'USD' },
    { scenario: 'depeg', code: 'STABLECOIN_DEPEGGED', premiumCurrency: 'USDT' },
  ] as const)(
    'stops quoting by $scenario with $code, and quotes again by normal',
    async ({ scenario, code, premiumCurrency }) => {
      await until('quoted', used.client, premiumCurrency);

      const played = await ask('trader', { scenario });
      await until(code, used.client, premiumCurrency);
      const ended = await ask('trader', { scenario: 'normal' });
      await until('quoted', used.client, premiumCurrency);

      expect(played).toMatchObject({ ok: true, data: { scenario, setBy: 'trader' } });
      expect(ended).toMatchObject({ ok: true, data: { scenario: 'normal', until: null } });
    },
    60_000,
  );

  it('lets a depeg stop what is paid in USDT alone', async () => {
    await ask('trader', { scenario: 'depeg' });
    await until('STABLECOIN_DEPEGGED', used.client, 'USDT');

    expect((await quoteFor(used.client, { premiumCurrency: 'USD', side: 'buy' })).offer).not.toBeNull();
    await ask('trader', { scenario: 'normal' });
    await until('quoted', used.client, 'USDT');
  }, 60_000);

  it.each(['calm', 'trending', 'crash'] as const)(
    'goes on quoting through a %s market',
    async (scenario: MarketScenario) => {
      await ask('trader', { scenario });

      expect((await quoteFor(used.client, { side: 'buy' })).offer).not.toBeNull();
      await ask('trader', { scenario: 'normal' });
    },
  );

  it('comes back by itself when its time is over', async () => {
    const played = await ask('risk', { scenario: 'venue-outage', durationSeconds: 4 });
    await until('MARKET_STALE', used.client, 'USD');
    await until('quoted', used.client, 'USD');

    const { data } = played as { data: ScenarioView };
    expect(Date.parse(data.until ?? '') - Date.parse(data.since)).toBe(4_000);
    expect(await ask('risk')).toMatchObject({ ok: true, data: { scenario: 'normal', setBy: null } });
  }, 60_000);

  it('goes on quoting without one venue, and says who asked for what', async () => {
    await ask('trader', { scenario: 'venue-outage', venue: 'kraken' });

    // With Redis another process may play it, and tells of it within a second.
    await waitFor('the scenario in play', async () => {
      const answer = await ask('compliance-1');
      return answer.ok && answer.data.scenario === 'venue-outage';
    });
    const shown = await ask('compliance-1');
    const { state, venues, composites } = used.service.world.market.status();

    expect(shown).toMatchObject({ data: { scenario: 'venue-outage', venue: 'kraken', setBy: 'trader' } });
    expect(state).toBe('running');
    expect(venues).toHaveLength(5);
    expect(composites).toHaveLength(3);
    await until('quoted', used.client, 'USD');
    await ask('trader', { scenario: 'normal' });
  });

  it.each([
    { username: 'harbour', code: 'FORBIDDEN', body: { scenario: 'crash' } },
    { username: 'compliance-1', code: 'FORBIDDEN', body: { scenario: 'crash' } },
    { username: 'harbour', code: 'FORBIDDEN', body: undefined },
    { username: 'trader', code: 'VALIDATION_FAILED', body: { scenario: 'earthquake' } },
    { username: 'trader', code: 'VALIDATION_FAILED', body: { scenario: 'crash', venue: 'kraken' } },
    { username: 'trader', code: 'VALIDATION_FAILED', body: { scenario: 'venue-outage', venue: 'deribit' } },
    { username: 'trader', code: 'VALIDATION_FAILED', body: { scenario: 'crash', durationSeconds: 0 } },
    { username: 'trader', code: 'VALIDATION_FAILED', body: { scenario: 'crash', durationSeconds: 3_601 } },
    { username: 'trader', code: 'VALIDATION_FAILED', body: { scenario: 'crash', durationSeconds: 1.5 } },
    { username: 'trader', code: 'VALIDATION_FAILED', body: { scenario: 'normal', durationSeconds: 5 } },
  ] as const)('is refused to $username with $code: $body', async ({ username, code, body }) => {
    expect(await ask(username, body)).toMatchObject({ ok: false, error: { code } });
  });
});
