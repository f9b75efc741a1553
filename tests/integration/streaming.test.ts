import { sql } from 'kysely';
import type { QuoteView } from '../../src/contracts/quote.ts';
import { aForward, anAcceptance, anRfq, connectAs, quoteFor } from '../support/client.ts';
import { deskAs } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const CAP = 4;
const used = useService({ settings: { STREAMING_QUOTES_PER_ACCOUNT: String(CAP) } });

/** A forward follows spot one for one, within a narrow spread. */
const STREAM = { legs: [aForward()], streaming: true, desiredTtlMs: 30_000 };
const ROUNDS = 12;

const versionsOf = (rfqId: string) =>
  used.client.events.flatMap(({ type, data }) =>
    type === 'quote.live' && data['rfqId'] === rfqId ? [data as QuoteView] : [],
  );
const version = (rfqId: string, number: number) =>
  used.client.event('quote.live', (quote) => quote.rfqId === rfqId && quote.version === number);
const cancel = (rfqId: string) => used.client.request('rfq.cancel', { rfqId });

describe('a streamed quote', () => {
  it('is replaced as the market moves: each version names the one before and why', async () => {
    const first = await quoteFor(used.client, STREAM);
    const third = await version(first.rfqId, 3);
    const versions = versionsOf(first.rfqId).slice(0, 3);
    await cancel(first.rfqId);

    expect(first).toMatchObject({ streaming: true, version: 1, replaces: null });
    expect(versions.map(({ version: number, replaces }) => [number, replaces])).toEqual([
      [1, null],
      [2, 1],
      [3, 2],
    ]);
    expect(new Set(versions.map(({ quoteId }) => quoteId)).size).toBe(1);
    expect(['spot', 'volatility']).toContain(third.reason);
    expect(third.offer).not.toBe(versions[1]?.offer);
    expect(Date.parse(third.validUntil) - Date.parse(third.serverTime)).toBe(third.ttlMs);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('trades on the version that is live, and on none before it', async () => {
    const first = await quoteFor(used.client, STREAM);
    await version(first.rfqId, 2);
    used.service.market.freeze();

    const old = await used.client.request('quote.accept', anAcceptance(first));
    let live = first;
    // A version that was on its way when the market stood still comes after it.
    await waitFor('an acceptance of the version that is live', async () => {
      live = versionsOf(first.rfqId).at(-1) ?? first;
      return (await used.client.request('quote.accept', anAcceptance(live))).ok;
    });
    used.service.market.thaw();

    expect(old).toMatchObject({ ok: false, error: { code: 'QUOTE_SUPERSEDED' } });
    const trade = await used.client.event('trade.booked', ({ rfqId }) => rfqId === first.rfqId);
    expect([trade.quoteVersion, trade.price]).toEqual([live.version, live.offer]);
  });

  it(`leaves one outcome when an acceptance races the next version, ${ROUNDS} times`, async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = await quoteFor(used.client, { ...STREAM, quantity: '0.01' });
      // Each acceptance is sent a little later within a pass of the market.
      await new Promise((resolve) => setTimeout(resolve, (round * PASS_MS) / ROUNDS));
      const live = versionsOf(first.rfqId).at(-1) ?? first;
      const answer = await used.client.request('quote.accept', anAcceptance(live));
      outcomes.push(answer.ok ? 'accepted' : answer.error.code);
      if (!answer.ok) {
        await cancel(first.rfqId);
        continue;
      }
      const trade = await used.client.event('trade.booked', ({ rfqId }) => rfqId === first.rfqId);
      expect([trade.quoteVersion, trade.price]).toEqual([live.version, live.offer]);
    }

    expect(outcomes).toContain('accepted');
    expect(outcomes.filter((outcome) => outcome !== 'accepted' && outcome !== 'QUOTE_SUPERSEDED')).toEqual([]);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('trades by itself once a version meets the limit: whichever way the market goes', async () => {
    const { offer, bid, rfqId } = await quoteFor(used.client, STREAM);
    await cancel(rfqId);

    const buying = await quoteFor(used.client, { ...STREAM, side: 'buy', limitPrice: better(offer, -TICK) });
    const selling = await quoteFor(used.client, { ...STREAM, side: 'sell', limitPrice: better(bid, TICK) });
    const trade = await used.client.event('trade.booked', (one) =>
      [buying, selling].some((q) => q.rfqId === one.rfqId),
    );
    await Promise.all([cancel(buying.rfqId), cancel(selling.rfqId)]);

    const [quote, limit] = trade.side === 'buy' ? [buying, buying.limitPrice] : [selling, selling.limitPrice];
    expect(trade.rfqId).toBe(quote.rfqId);
    expect(Number(trade.price) * (trade.side === 'buy' ? 1 : -1)).toBeLessThanOrEqual(
      Number(limit) * (trade.side === 'buy' ? 1 : -1),
    );
  });

  it('is a person’s from the moment that one prices it: no version follows by itself', async () => {
    const trader = await deskAs(used.service, 'trader');
    const { rfqId } = await quoteFor(used.client, STREAM);
    const sent = await trader.done('quote.send', { rfqId, spread: '60', ttlMs: 30_000 });

    const market = used.service.world.market.current();
    await waitFor(
      'two more markets',
      () => (used.service.world.market.current()?.snapshot.asOf ?? 0) > (market?.snapshot.asOf ?? 0) + PASS_MS * 3,
    );

    expect(versionsOf(rfqId).at(-1)?.version).toBe(sent.version);
    await cancel(rfqId);
    trader.close();
  });

  it('is one of so many of an account, and one more is refused', async () => {
    const lantau = await connectAs(used.service, 'lantau');
    const request = anRfq(STREAM);
    const live = [];
    for (let index = 0; index < CAP - 1; index += 1) live.push(await quoteFor(lantau, STREAM));

    const raced = await Promise.all([
      lantau.request('rfq.create', request),
      lantau.request('rfq.create', anRfq(STREAM)),
    ]);
    const again = await lantau.request('rfq.create', request);
    const unstreamed = await lantau.request('rfq.create', anRfq());

    expect(raced.map((answer) => (answer.ok ? 'quoted' : answer.error.code))).toEqual(['quoted', 'RATE_LIMITED']);
    expect(again).toMatchObject({ ok: true });
    expect(unstreamed).toMatchObject({ ok: true });
    for (const { rfqId } of live) await lantau.request('rfq.cancel', { rfqId });
    lantau.close();
  });

  it('is taken over when its process is gone', async () => {
    const { db } = used.service;
    const { rfqId } = await quoteFor(used.client, STREAM);
    await version(rfqId, 2);
    // As if another process had held it and died.
    await sql`update quote_stream set owner = 'gone', leased_until = now() - interval '1 second' where rfq_id = ${rfqId}`.execute(
      db,
    );

    await waitFor('another owner', async () => {
      const row = await db.selectFrom('quote_stream').select('owner').where('rfq_id', '=', rfqId).executeTakeFirst();
      return row?.owner.startsWith('str_') === true;
    });
    const before = versionsOf(rfqId).length;
    await waitFor('one more version', () => versionsOf(rfqId).length > before);
    await cancel(rfqId);

    expect(await brokenInvariants(db)).toEqual([]);
  });
});

const PASS_MS = 250;
const TICK = 0.01;

const better = (price: string | null, by: number) => (Number(price) + by).toFixed(2);
