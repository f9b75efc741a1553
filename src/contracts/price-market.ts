import { z } from 'zod';
import { oneForm } from './one-form.ts';
import { Currency, Instant, RealText, Underlying } from './scalars.ts';

const PositiveRealText = RealText.refine((text) => Number(text) > 0, 'must be > 0');
const NonNegativeRealText = RealText.refine((text) => Number(text) >= 0, 'must be >= 0');

const ForwardNode = z.strictObject({ expiry: Instant, price: PositiveRealText });
const RateNode = z.strictObject({ expiry: Instant, rate: RealText });
export const VolatilityPoint = z.strictObject({
  expiry: Instant,
  strike: PositiveRealText,
  volatility: NonNegativeRealText,
});
export type VolatilityPoint = z.infer<typeof VolatilityPoint>;

/** Raw SVI in total variance: w(k) = a + b (rho (k − m) + sqrt((k − m)² + sigma²)), k = ln(strike / forward). */
const SviSliceInput = z
  .strictObject({ expiry: Instant, a: RealText, b: NonNegativeRealText, rho: RealText, m: RealText, sigma: RealText })
  .superRefine(({ a, b, rho, sigma }, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (!(Math.abs(Number(rho)) < 1)) fault('rho', 'must be between -1 and 1, both excluded');
    if (!(Number(sigma) > 0)) fault('sigma', 'must be > 0');
    const lowest = Number(a) + Number(b) * Number(sigma) * Math.sqrt(1 - Number(rho) ** 2);
    if (lowest < 0) fault('a', `must leave no negative variance: a + b sigma sqrt(1 - rho²) is ${lowest}`);
  });

const Discount = oneForm((input) => (Array.isArray(input) ? datedList(RateNode, expiryOf) : RealText));
const Volatility = oneForm((input) => {
  if (!Array.isArray(input)) return NonNegativeRealText;
  const first: unknown = input[0];
  const isPoints = typeof first === 'object' && first !== null && 'strike' in first;
  return isPoints
    ? datedList(VolatilityPoint, (point) => `${point.expiry} ${Number(point.strike)}`)
    : datedList(SviSliceInput, expiryOf);
});

/** The market of one line. Rates are continuous, ACT/365F; nodes may come in any order. */
export const PriceMarket = z
  .strictObject({
    asOf: Instant,
    /** By underlying; `USDT-USD` and `HKD-USD` convert a premium paid in those currencies. */
    spot: z.record(Underlying, PositiveRealText),
    /** forward = spot · exp(carry · t); an underlying has either this or `forward`. */
    carry: z.record(Underlying, RealText).optional(),
    forward: z.record(Underlying, datedList(ForwardNode, expiryOf)).optional(),
    discount: z.partialRecord(Currency, Discount),
    volatility: z.record(Underlying, Volatility).optional(),
    /** Inside the averaging window before an expiry: the time-weighted average of the underlying since it opened. */
    realisedAverage: z.record(Underlying, z.strictObject({ from: Instant, price: PositiveRealText })).optional(),
  })
  .superRefine(({ carry = {}, forward = {} }, context) => {
    for (const underlying of Object.keys(forward)) {
      if (!Object.hasOwn(carry, underlying)) continue;
      context.addIssue({
        code: 'custom',
        path: ['carry', underlying],
        message: 'must be absent when forward is given',
      });
    }
  });
export type PriceMarket = z.infer<typeof PriceMarket>;

/** At least one node, and no two of the same key. */
function datedList<S extends z.ZodType>(node: S, keyOf: (node: z.output<S>) => string) {
  return z
    .array(node)
    .min(1, 'must have at least one node')
    .max(10_000, 'must have at most 10000 nodes')
    .superRefine((nodes, context) => {
      const seen = new Set<string>();
      for (const [index, one] of nodes.entries()) {
        const key = keyOf(one);
        if (seen.has(key)) context.addIssue({ code: 'custom', path: [index], message: `repeats the node ${key}` });
        seen.add(key);
      }
    });
}

function expiryOf({ expiry }: { readonly expiry: string }): string {
  return expiry;
}
