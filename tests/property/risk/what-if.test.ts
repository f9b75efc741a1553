import fc from 'fast-check';
import { WhatIfRequest } from '../../../src/contracts/what-if.ts';
import { reviseRequest } from '../../../src/risk/history/revise-request.ts';
import { settingsOf } from '../../../src/risk/history/settings.ts';
import { aForwardLeg, anOptionLeg, aRequest } from '../../support/desk.ts';
import { aPastRequest, BASES } from '../../support/past-requests.ts';

const PERIOD = { name: 'a property', from: '2026-11-22T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' };
const BEARS_ALL = { acceptedBearsBps: '100000' };
const settings = (given: object) => settingsOf(WhatIfRequest.parse({ ...PERIOD, ...given }), null);
const multiplied = (factor: number) => {
  const text = factor.toFixed(4);
  const multiply = { halfSpreadVolatility: text, hedgeBps: text, salesMarginBps: text, creditBpsPerYear: text };
  return settings({ change: { spreadPolicy: { multiply } }, acceptance: BEARS_ALL });
};

const strike = fc.integer({ min: 70, max: 140 }).map((thousands) => String(thousands * 1_000));
const leg = fc.oneof(
  fc
    .record({ strike, optionType: fc.constantFrom('call' as const, 'put' as const) })
    .map((terms) => anOptionLeg(terms)),
  fc.constant(aForwardLeg()),
);
const past = fc
  .record({
    legs: fc.array(leg, { minLength: 1, maxLength: 3 }),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 500 }).map((tenths) => String(tenths / 10)),
    premiumCurrency: fc.constantFrom('USD' as const, 'BTC' as const, 'USDT' as const),
    isWon: fc.boolean(),
  })
  .map(({ isWon, side, ...terms }) => {
    const request = aRequest({ ...terms, side: 'two-way' });
    return isWon
      ? aPastRequest({ request, trade: { side, at: aPastRequest().at } })
      : aPastRequest({ request, trade: null, state: 'expired' });
  });

const RUNS = { numRuns: 60 };

describe('a what-if, for every package, size and currency', () => {
  it('that changes nothing gives exactly what happened', async () => {
    await fc.assert(
      fc.asyncProperty(past, async (one) => {
        const { was, now, changes } = await reviseRequest(one, settings({}), BASES);
        expect(now).toEqual(was);
        expect(changes).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never lowers the margin of an accepted trade, nor betters a price for the client, by a wider spread', async () => {
    const factors = fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(past, factors, async (one, [narrow, more]) => {
        const tight = (await reviseRequest(one, multiplied(narrow), BASES)).now;
        const wide = (await reviseRequest(one, multiplied(narrow + more), BASES)).now;
        expect(Number(wide.offer)).toBeGreaterThanOrEqual(Number(tight.offer));
        expect(Number(wide.bid)).toBeLessThanOrEqual(Number(tight.bid));
        expect(wide.outcome).toBe(tight.outcome);
        if (tight.outcome === 'won') expect(Number(wide.marginUsd)).toBeGreaterThanOrEqual(Number(tight.marginUsd));
      }),
      RUNS,
    );
  });

  it('wins no more when the rule of acceptance asks for more', async () => {
    const bps = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }));
    const won = async (one: Parameters<typeof reviseRequest>[0], from: number) => {
      const change = { spreadPolicy: { multiply: { halfSpreadVolatility: '0.2', salesMarginBps: '0' } } };
      const given = settings({ change, acceptance: { lostIsWonFromBps: String(from) } });
      return (await reviseRequest(one, given, BASES)).now.outcome === 'won';
    };
    await fc.assert(
      fc.asyncProperty(past, bps, async (one, [from, more]) => {
        if (await won(one, from + more)) expect(await won(one, from)).toBe(true);
      }),
      RUNS,
    );
  });
});
