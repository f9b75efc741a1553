import fc from 'fast-check';
import { calibrateSurface, type OptionChain } from '../../../pricing/index.ts';
import { deribitChain } from '../../support/deribit-chain.ts';

/** The recorded chain made worse: each mark moved, each expiry's level moved, quotes lost. */
function spoilt(chain: OptionChain, damage: { noise: number; level: number; keep: number; seed: number }): OptionChain {
  let state = damage.seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const wobble = (size: number) => Math.exp((2 * random() - 1) * size);
  const expiries = chain.expiries.map((slice) => {
    const level = wobble(damage.level);
    const quotes = slice.quotes
      .filter(() => random() < damage.keep)
      .map((quote) => ({
        ...quote,
        bid: null,
        ask: null,
        markVolatility: (quote.markVolatility ?? 0.5) * level * wobble(damage.noise),
      }));
    return { ...slice, quotes };
  });
  return { ...chain, expiries };
}

describe('a calibrated surface, whatever the chain', () => {
  it('is there and free of arbitrage', () => {
    const chain = deribitChain();
    const damage = fc.record({
      noise: fc.double({ min: 0, max: 0.4, noNaN: true }),
      level: fc.double({ min: 0, max: 0.6, noNaN: true }),
      keep: fc.double({ min: 0.08, max: 1, noNaN: true }),
      seed: fc.integer({ min: 1, max: 2 ** 31 }),
    });
    fc.assert(
      fc.property(damage, (d) => {
        const { arbitrage, slices } = calibrateSurface(spoilt(chain, d));
        const explained = slices.every(({ method, reason }) => (method === 'svi' ? true : reason !== null));
        return explained && arbitrage.minimumG >= 0 && arbitrage.minimumCalendarGap >= 0;
      }),
      { numRuns: 15 },
    );
  });
});
