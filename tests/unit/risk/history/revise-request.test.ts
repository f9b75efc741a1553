import { WhatIfRequest } from '../../../../src/contracts/what-if.ts';
import { rebuildQuote } from '../../../../src/quoting/index.ts';
import type { PastRequest } from '../../../../src/risk/history/past-request.ts';
import { reviseRequest } from '../../../../src/risk/history/revise-request.ts';
import { settingsOf } from '../../../../src/risk/history/settings.ts';
import { NO_TOTALS, withResults } from '../../../../src/risk/history/totals.ts';
import type { RebuildQuote } from '../../../../src/risk/replay/models.ts';
import { aPastRequest, BASES } from '../../../support/past-requests.ts';

const revise = (past: PastRequest, change: object = {}, acceptance: object = {}) =>
  reviseRequest(past, settings(change, acceptance), BASES);

function settings(change: object, acceptance: object) {
  const period = { name: 'a test', from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
  return settingsOf(WhatIfRequest.parse({ ...period, change, acceptance }), null);
}

const half = (factor: string) => ({ spreadPolicy: { multiply: { halfSpreadVolatility: factor } } });
const passed = aPastRequest({ trade: null, state: 'passed' });
const refusedFor = (...failures: PastRequest['failures']) =>
  aPastRequest({ quote: null, trade: null, state: 'rejected', failures });
const stale = { rule: 'TR-05', code: 'MARKET_STALE', message: 'spot of BTC-USD is 5210 ms old, limit 5000 ms' };

describe('what would have been decided on a request', () => {
  it.each([
    { what: 'won', past: aPastRequest() },
    { what: 'lost', past: passed },
    { what: 'refused', past: refusedFor(stale) },
    { what: 'notPriced', past: aPastRequest({ quote: null, trade: null, state: 'expired' }) },
  ])('is what was decided when nothing is changed: $what', async ({ what, past }) => {
    const result = await revise(past);

    expect(result.was.outcome).toBe(what);
    expect(result.now).toEqual(result.was);
    expect(result.changes).toEqual([]);
  });

  it('has its price, its margin and its marks, where they can be known', async () => {
    const { was } = await revise(aPastRequest());

    expect(was.offer).toBe(aPastRequest().quote?.stored.offer);
    expect(Number(was.marginUsd)).toBeGreaterThan(0);
    // The client's call gains with the coin, which the desk loses: the more, the later.
    expect(Number(was.marks[0]?.usd)).toBeLessThan(Number(was.marginUsd));
    expect(Number(was.marks[1]?.usd)).toBeLessThan(Number(was.marks[0]?.usd));
    expect(was.marks[2]).toEqual({ minutes: 30, usd: null });
  });

  it('names every field that changes, and what changed it', async () => {
    const { was, now, changes } = await revise(aPastRequest(), half('2'), { acceptedBearsBps: '1000' });
    const why = expect.stringMatching('^spread policy pol_');

    expect(now.outcome).toBe('won');
    expect(Number(now.offer)).toBeGreaterThan(Number(was.offer));
    expect(changes).toContainEqual({ path: 'offer', was: was.offer, now: now.offer, why });
    expect(changes.map(({ path }) => path)).toContain('passport.offer.volatilitySpread');
    expect(changes.map(({ path }) => path)).not.toContain('passport.offer.modelValue');
  });

  it('tells a shift of volatility from a policy, where both are asked for', async () => {
    const { changes } = await revise(passed, { ...half('2'), volatilityPoints: '3' });
    const whyOf = (path: string) => changes.find((change) => change.path === path)?.why;

    expect(whyOf('passport.offer.modelValue')).toBe('volatility shifted by 3 points');
    expect(whyOf('passport.offer.volatilitySpread')).toMatch(/^volatility shifted by 3 points, spread policy pol_/);
  });

  it('is priced by another model, which is named as the cause', async () => {
    const model: RebuildQuote = (input, terms) => {
      const rebuilt = rebuildQuote(input, terms);
      if (!rebuilt.ok) return rebuilt;
      const { passport, ...built } = rebuilt.value;
      const modelValue = String(Number(passport.offer?.modelValue) + 100);
      const offer = passport.offer === null ? null : { ...passport.offer, modelValue };
      const dearer = { ...built, offer: String(Number(built.offer) + 100), passport: { ...passport, offer } };
      return { ok: true, value: { ...dearer, modelVersion: 'black76-next' } };
    };
    const bases = { ...BASES, model: async (name: string) => (name === 'black76-next' ? model : BASES.model(name)) };
    const asked = settings({ modelVersion: 'black76-next' }, { acceptedBearsBps: '1000' });
    const { was, now, changes } = await reviseRequest(aPastRequest(), asked, bases);

    expect(now.outcome).toBe('won');
    expect(Number(now.offer)).toBe(Number(was.offer) + 100);
    expect(now.marginUsd).toBe(was.marginUsd);
    expect(changes.map(({ path }) => path).toSorted()).toEqual(['modelVersion', 'offer', 'passport.offer.modelValue']);
    expect(new Set(changes.map(({ why }) => why))).toEqual(new Set(['model black76-next']));
  });

  it('stays accepted at the same or a better price, and is lost at a worse one unless the client bears it', async () => {
    expect((await revise(aPastRequest(), half('0.5'))).now.outcome).toBe('won');
    expect(await revise(aPastRequest(), half('1.5'))).toMatchObject({
      now: { outcome: 'lost', marginUsd: null, reasons: [{ rule: 'ACCEPTANCE' }] },
    });
    expect((await revise(aPastRequest(), half('1.5'), { acceptedBearsBps: '50' })).now.outcome).toBe('won');
  });

  it('is never won where it was lost, unless a rule says from which improvement', async () => {
    expect((await revise(passed, half('0'))).now).toMatchObject({ outcome: 'lost', reasons: [{ message: 'passed' }] });
    expect((await revise(passed, half('0'), { lostIsWonFromBps: '1' })).now.outcome).toBe('won');
    expect((await revise(passed, {}, { lostIsWonFromBps: '0' })).now.outcome).toBe('lost');
  });

  it('is never won where the desk or a rule ended it', async () => {
    const revoked = aPastRequest({ trade: null, state: 'revoked' });

    expect((await revise(revoked, half('0'), { lostIsWonFromBps: '0' })).now.outcome).toBe('lost');
  });

  it.each([
    { limit: 5_209, outcome: 'refused' },
    { limit: 5_210, outcome: 'lost' },
    { limit: 5_211, outcome: 'lost' },
  ])('is quoted, not won, when the age that refused it is within $limit ms: $outcome', async ({ limit, outcome }) => {
    const { now } = await revise(refusedFor(stale), { staleFeed: { spotStaleMs: limit } });

    expect(now.outcome).toBe(outcome);
    expect(now.offer === null).toBe(outcome === 'refused');
  });

  it('stays refused where something else stood against it as well', async () => {
    const credit = { rule: 'TR-01', code: 'CREDIT_INSUFFICIENT', message: 'CREDIT need=1 avail=0 USD' };

    expect((await revise(refusedFor(stale, credit), { staleFeed: { spotStaleMs: 60_000 } })).now.outcome).toBe(
      'refused',
    );
  });

  it('is refused by a tighter limit on the age of its prices', async () => {
    const later = new Date(Date.parse(passed.at) + 800).toISOString();
    const quote = passed.quote === null ? null : { ...passed.quote, quotedAt: later };
    const { now, changes } = await revise(aPastRequest({ quote }), { staleFeed: { spotStaleMs: 700 } });

    expect(now).toMatchObject({ outcome: 'refused', reasons: [{ rule: 'TR-05' }], bid: null, offer: null });
    expect(changes.map(({ path }) => path)).toEqual(['outcome', 'side']);
    expect((await revise(aPastRequest({ quote }), { staleFeed: { spotStaleMs: 800 } })).now.outcome).toBe('won');
  });

  it('is unknown where what it rests on is not there, and says so', async () => {
    const quote = passed.quote === null ? null : { ...passed.quote, snapshotId: 'snap_gone' };

    expect((await revise(aPastRequest({ quote }), half('2'))).now).toMatchObject({
      outcome: 'unknown',
      reasons: [{ message: 'snapshot snap_gone is not stored' }],
    });
    const nothing = refusedFor(stale);
    const before = { ...nothing.before, snapshotId: null };
    expect((await revise({ ...nothing, before }, { staleFeed: { spotStaleMs: 60_000 } })).now).toMatchObject({
      outcome: 'unknown',
      reasons: [{ message: 'no snapshot was stored within the minute before' }],
    });
  });
});

describe('the totals of a run', () => {
  it('count, rate and sum what was and what would be, by client, product and trader', async () => {
    const all = [aPastRequest(), { ...passed, client: 'Bay' }, refusedFor(stale)];
    const results = await Promise.all(all.map((past) => revise(past, half('2'))));
    const { byClient, byProduct, byTrader, changed, ...totals } = withResults(NO_TOTALS, results);

    expect(totals.all.was).toMatchObject({ requests: 3, quoted: 2, won: 1, lost: 1, refused: 1, hitPercent: '50' });
    expect(totals.all.now).toMatchObject({ requests: 3, quoted: 2, won: 0, lost: 2, refused: 1, hitPercent: '0' });
    expect(totals.all.was.marks).toMatchObject([{ known: 1 }, { known: 1 }, { minutes: 30, known: 0, unknown: 1 }]);
    expect(totals.all.was.marginUsd).toBe(results[0]?.was.marginUsd);
    expect(totals.all.now).toMatchObject({ marginUsd: '0', creditUsd: '0', vegaUsd: '0' });
    expect(byClient.map(({ key }) => key)).toEqual(['Bay', 'Harbour']);
    expect(byProduct.map(({ key }) => key)).toEqual(['option BTC-USD']);
    expect(byTrader.map(({ key }) => key)).toEqual(['automatic']);
    expect(changed).toBe(2);
  });

  it('do not depend on the parts in which results are added', async () => {
    const results = await Promise.all(
      [aPastRequest(), passed, refusedFor(stale)].map((past) => revise(past, half('3'))),
    );
    const [first, ...others] = results;

    expect(withResults(withResults(NO_TOTALS, first === undefined ? [] : [first]), others)).toEqual(
      withResults(NO_TOTALS, results),
    );
  });
});
