import fc from 'fast-check';
import { type SpotOptionInput, type SpotOptionValue, spotOption } from '../../../pricing/index.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** A strike within four standard deviations of the forward, where every greek is large enough for a difference to see. */
const input: fc.Arbitrary<SpotOptionInput> = fc
  .record({
    optionType: fc.constantFrom('call', 'put'),
    spot: real(1_000, 200_000),
    deviations: real(-4, 4),
    volatility: real(0.1, 2),
    yearsToExpiry: real(1 / 365, 3),
    rate: real(-0.05, 0.2),
    carry: real(-0.2, 0.3),
  })
  .map(({ deviations, ...rest }) => ({
    ...rest,
    strike:
      rest.spot *
      Math.exp(rest.carry * rest.yearsToExpiry + deviations * rest.volatility * Math.sqrt(rest.yearsToExpiry)),
  }));

/** Central difference of order 8 (coefficients of Fornberg 1988); error h⁸ f⁽⁹⁾/630 plus rounding / h. */
function derivative(f: (x: number) => number, x: number, h: number): number {
  const pair = (k: number) => f(x + k * h) - f(x - k * h);
  return ((4 / 5) * pair(1) - (1 / 5) * pair(2) + (4 / 105) * pair(3) - (1 / 280) * pair(4)) / h;
}

type Bump = (i: SpotOptionInput, x: number) => SpotOptionInput;
const bySpot: Bump = (i, spot) => ({ ...i, spot });
const byVolatility: Bump = (i, volatility) => ({ ...i, volatility });
const byTime: Bump = (i, yearsToExpiry) => ({ ...i, yearsToExpiry });
const byRateForwardHeld: Bump = (i, rate) => ({ ...i, rate });
const byRate: Bump = (i, rate) => ({ ...i, rate, carry: i.carry + rate - i.rate });
const byStrike: Bump = (i, strike) => ({ ...i, strike });

interface Case {
  readonly greek: keyof SpotOptionValue;
  readonly of: keyof SpotOptionValue;
  readonly bump: Bump;
  readonly at: (i: SpotOptionInput) => number;
  /** Step; a small share of the distance over which the function bends. */
  readonly step: (i: SpotOptionInput) => number;
  readonly sign?: number;
}

const stdDev = (i: SpotOptionInput) => i.volatility * Math.sqrt(i.yearsToExpiry);
const spotStep = (i: SpotOptionInput) => (i.spot * Math.min(stdDev(i), 1)) / 40;
const cases: readonly Case[] = [
  { greek: 'delta', of: 'price', bump: bySpot, at: (i) => i.spot, step: spotStep },
  { greek: 'gamma', of: 'delta', bump: bySpot, at: (i) => i.spot, step: spotStep },
  { greek: 'speed', of: 'gamma', bump: bySpot, at: (i) => i.spot, step: spotStep },
  { greek: 'vega', of: 'price', bump: byVolatility, at: (i) => i.volatility, step: (i) => i.volatility / 80 },
  { greek: 'volga', of: 'vega', bump: byVolatility, at: (i) => i.volatility, step: (i) => i.volatility / 80 },
  { greek: 'vanna', of: 'delta', bump: byVolatility, at: (i) => i.volatility, step: (i) => i.volatility / 80 },
  { greek: 'zomma', of: 'gamma', bump: byVolatility, at: (i) => i.volatility, step: (i) => i.volatility / 80 },
  {
    greek: 'theta',
    of: 'price',
    bump: byTime,
    at: (i) => i.yearsToExpiry,
    step: (i) => i.yearsToExpiry / 80,
    sign: -1,
  },
  {
    greek: 'charm',
    of: 'delta',
    bump: byTime,
    at: (i) => i.yearsToExpiry,
    step: (i) => i.yearsToExpiry / 80,
    sign: -1,
  },
  { greek: 'rhoForwardHeld', of: 'price', bump: byRateForwardHeld, at: (i) => i.rate, step: () => 0.01 },
  { greek: 'rho', of: 'price', bump: byRate, at: (i) => i.rate, step: (i) => stdDev(i) / i.yearsToExpiry / 40 },
  {
    greek: 'strikeSensitivity',
    of: 'price',
    bump: byStrike,
    at: (i) => i.strike,
    step: (i) => (i.strike * Math.min(stdDev(i), 1)) / 40,
  },
];

describe('every greek is the derivative it claims to be', () => {
  it.each(cases)('$greek is the change of $of', ({ greek, of, bump, at, step, sign = 1 }) => {
    fc.assert(
      fc.property(input, (i) => {
        const f = (x: number) => spotOption(bump(i, x))[of];
        const h = step(i);
        const numeric = sign * derivative(f, at(i), h);
        // The difference loses eps · (size of what is differenced) / h to rounding; 1e-7 covers its h⁸ term.
        const rounding = (1e-14 * Math.max(Math.abs(f(at(i))), of === 'price' ? Math.max(i.spot, i.strike) : 0)) / h;
        const largest = scaleOf(f, at(i), h);
        return Math.abs(numeric - spotOption(i)[greek]) <= 1e-7 * largest + 10 * rounding;
      }),
      { numRuns: 200 },
    );
  });
});

/** The size of the derivative around the point: a greek may cross zero just there. */
function scaleOf(f: (x: number) => number, x: number, h: number): number {
  return (Math.abs(f(x + 4 * h) - f(x)) + Math.abs(f(x) - f(x - 4 * h))) / h;
}
