import { exactText } from '../../src/cli/price/exact-text.ts';
import type { PriceValue } from '../../src/contracts/price.ts';
import { toInstant } from '../../src/platform/clock.ts';
import { goldenRows, readJson } from '../support/shared.ts';
import { valued } from '../unit/cli/price-answers.ts';

interface Inputs {
  readonly type: 'call' | 'put';
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly t: number;
  readonly r: number;
  readonly q: number;
  readonly cash: number;
}
type Outputs = Readonly<Record<string, number>>;

const MS_PER_YEAR = 31_536_000_000;
const AS_OF = Date.UTC(2026, 10, 22, 8);
/** Fixes at an instant: some rows are within half an hour of their expiry. */
const LINEAR = { method: 'cash', style: 'linear', currency: 'USD', fixing: 'INSTANT' };
const INVERSE = { ...LINEAR, style: 'inverse', currency: 'BTC' };

/**
 * A row as a line. The wire's time has whole milliseconds, so the row's time is carried by its rates: what the price
 * hangs on, vol √t and r t, is the row's own.
 */
function aLine(row: Inputs, instrument: Record<string, unknown>) {
  const ms = Math.round(row.t * MS_PER_YEAR);
  const stretch = (row.t * MS_PER_YEAR) / ms;
  return {
    instrument: {
      underlying: 'BTC-USD',
      optionType: row.type,
      strike: exactText(row.strike),
      expiry: toInstant(AS_OF + ms),
      ...instrument,
    },
    market: {
      asOf: toInstant(AS_OF),
      spot: { 'BTC-USD': exactText(row.spot) },
      carry: { 'BTC-USD': exactText((row.r - row.q) * stretch) },
      discount: { USD: exactText(row.r * stretch) },
      volatility: { 'BTC-USD': exactText(row.vol * Math.sqrt(stretch)) },
    },
  };
}

const option = { kind: 'option', exercise: 'european', settlement: LINEAR };

/** Relative to `scale` for prices, to themselves for delta and gamma, which hang on no unit of time. */
function expectOutputs(answer: PriceValue, outputs: Outputs, scale: number): void {
  expect(Math.abs(Number(answer.value) - (outputs['price'] as number)) / scale).toBeLessThanOrEqual(1e-12);
  for (const name of ['delta', 'gamma'] as const) {
    const reference = outputs[name] as number;
    expect(Math.abs(Number(answer[name]) - reference)).toBeLessThanOrEqual(1e-9 * Math.abs(reference));
  }
}

describe('golden rows through the lines of otc price', () => {
  const digitals = goldenRows<Inputs, Outputs>('digital.json');
  it.each(digitals)('digital $id', ({ inputs, outputs }) => {
    const line = aLine(inputs, { kind: 'digital', payout: exactText(inputs.cash), settlement: LINEAR });

    expectOutputs(valued(line), outputs, inputs.cash);
  });

  const europeans = goldenRows<Inputs, Outputs>('european.json', (category) => category === 'core');
  it.each(europeans)('european $id', ({ inputs, outputs }) => {
    expectOutputs(valued(aLine(inputs, option)), outputs, Math.max(inputs.spot, inputs.strike));
  });

  const inverses = goldenRows<Inputs & { readonly forward: number }, Outputs>(
    'inverse.json',
    (category) => category === 'inverse',
  );
  it.each(inverses)('inverse $id', ({ inputs, outputs }) => {
    const line = aLine({ ...inputs, r: 0, q: 0 }, { ...option, settlement: INVERSE });
    const { carry: _none, ...market } = line.market;
    const forward = { 'BTC-USD': [{ expiry: line.instrument.expiry, price: exactText(inputs.forward) }] };

    const { value, currency } = valued({ ...line, market: { ...market, forward } });

    expect(currency).toBe('BTC');
    expect(Math.abs(Number(value) - (outputs['priceCoinBySpot'] as number))).toBeLessThanOrEqual(1e-12);
  });

  interface BookRow {
    readonly id: number;
    readonly product: string;
    readonly inputs: Inputs;
    readonly expected: number;
    readonly tolerance: number;
  }
  const { rows } = readJson<{ rows: readonly BookRow[] }>('golden', 'book.json');
  const printed = rows.filter(({ product }) => product === 'european' || product === 'digital');
  it('are among the values printed in books', () => expect(printed.length).toBeGreaterThan(5));
  it.each(printed)('printed $product $id', ({ product, inputs, expected, tolerance }) => {
    const digital = { kind: 'digital', payout: String(inputs.cash), settlement: LINEAR };

    const { value } = valued(aLine(inputs, product === 'digital' ? digital : option));

    expect(Math.abs(Number(value) - expected)).toBeLessThanOrEqual(tolerance);
  });
});
