import { z } from 'zod';
import { Currency, Instant, PositiveDecimalText, Underlying } from './scalars.ts';

/** How and in what the contract pays. Every convention is an explicit term, none has a default. */
export const Settlement = z.strictObject({
  method: z.enum(['cash', 'physical']),
  /** `linear` pays in the quote currency; `inverse` pays in coin: call max(S − K, 0)/S, put max(K − S, 0)/S. */
  style: z.enum(['linear', 'inverse']),
  currency: Currency,
  /** The fixing source, e.g. DERIBIT_TWAP30: a term of the contract, without a default (ST-04). */
  fixing: z.string().regex(/^[A-Z0-9_]{2,32}$/, 'must be the name of a fixing source, such as DERIBIT_TWAP30'),
  /** Where the rate from the quote currency to the settlement currency comes from, and when. */
  conversion: z.strictObject({ source: z.string().min(1).max(64), at: z.literal('fixing') }).optional(),
});
export type Settlement = z.infer<typeof Settlement>;

const ForwardInstrument = z.strictObject({
  kind: z.literal('forward'),
  underlying: Underlying,
  expiry: Instant,
  /** Without it the quote is the outright forward price; with it, the premium of that off-market forward. */
  strike: PositiveDecimalText.optional(),
  settlement: Settlement,
});

const OptionInstrument = z.strictObject({
  kind: z.literal('option'),
  underlying: Underlying,
  optionType: z.enum(['call', 'put']),
  strike: PositiveDecimalText,
  exercise: z.literal('european'),
  expiry: Instant,
  /** A listed instrument's name, for reference only: the terms above decide. */
  listedRef: z.string().min(1).max(64).optional(),
  settlement: Settlement,
});

/** Pays all or nothing at its expiry, which is European by nature. */
const DigitalInstrument = z.strictObject({
  kind: z.literal('digital'),
  underlying: Underlying,
  optionType: z.enum(['call', 'put']),
  strike: PositiveDecimalText,
  /** Per unit: of the quote currency if linear, of coin if inverse. */
  payout: PositiveDecimalText,
  exercise: z.literal('european').optional(),
  expiry: Instant,
  settlement: Settlement,
});

export const Instrument = z
  .discriminatedUnion('kind', [ForwardInstrument, OptionInstrument, DigitalInstrument], {
    error: ({ code }) => (code === 'invalid_union' ? 'must be "forward", "option" or "digital"' : undefined),
  })
  .superRefine(refuseContradictions);
export type Instrument = z.infer<typeof Instrument>;

/** Adds an issue for each settlement term that contradicts the rest of the contract. */
export function refuseContradictions(
  contract: { readonly underlying: string; readonly settlement: Settlement },
  context: z.core.$RefinementCtx,
): void {
  for (const { path, message } of settlementFaults(contract)) {
    context.addIssue({ code: 'custom', path: ['settlement', ...path], message });
  }
}

/** Terms that contradict each other (ST-02: a stablecoin or HKD settlement names its conversion). */
function settlementFaults({ underlying, settlement }: { underlying: string; settlement: Settlement }) {
  const faults: { path: string[]; message: string }[] = [];
  const { style, currency, conversion } = settlement;
  const [base = '', quote = ''] = underlying.split('-');
  if (style === 'inverse' && currency !== base) {
    faults.push({ path: ['currency'], message: `must be ${base} for inverse settlement` });
  }
  if (style === 'linear' && currency === base) {
    faults.push({ path: ['currency'], message: 'must not be the coin for linear settlement' });
  }
  if (style === 'linear' && currency !== quote && conversion === undefined) {
    faults.push({ path: ['conversion'], message: `is required when a ${quote} contract settles in ${currency}` });
  }
  return faults;
}
