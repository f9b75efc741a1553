import {
  black76Price,
  black76Prices,
  greekColumns,
  impliedVolatilities,
  impliedVolatility,
  spotOptionGreeks,
  spotOptionOnForward,
} from '../../../pricing/index.ts';

/** More than two blocks and not a multiple of one, with expired, certain, tiny and far rows among them. */
const COUNT = 700;
const column = (value: (i: number) => number) => Float64Array.from({ length: COUNT }, (_, i) => value(i));
const golden = (i: number) => (i * 0.6180339887498949) % 1;
const forward = column((i) => 100 * (1 + golden(i)));
const volatility = column((i) => (i % 50 === 7 ? 0 : 0.02 + 2 * golden(3 * i)));
const yearsToExpiry = column((i) => (i % 60 === 11 ? 0 : 10 ** (-4 + 4.5 * golden(7 * i))));
const strike = column((i) => (forward[i] as number) * (i % 40 === 3 ? 1 : Math.exp(4 * (golden(11 * i) - 0.5))));
const columns = {
  isCall: Uint8Array.from({ length: COUNT }, (_, i) => i % 2),
  forward,
  strike,
  volatility,
  yearsToExpiry,
  discountFactor: column((i) => 1 - 0.3 * golden(5 * i)),
  spot: column((i) => 100 * (0.9 + golden(i))),
  rate: column((i) => 0.1 * golden(13 * i)),
  carry: column((i) => 0.2 * golden(17 * i) - 0.1),
};
const at = (values: Float64Array, i: number) => values[i] as number;
const optionType = (i: number) => (i % 2 === 1 ? ('call' as const) : ('put' as const));
const inputOf = (i: number) => ({
  optionType: optionType(i),
  forward: at(forward, i),
  strike: at(strike, i),
  volatility: at(volatility, i),
  yearsToExpiry: at(yearsToExpiry, i),
  discountFactor: at(columns.discountFactor, i),
});
const indices = Array.from({ length: COUNT }, (_, i) => i);

describe('the batch forms', () => {
  it('price every row to the last bit of the scalar function', () => {
    const out = new Float64Array(COUNT);
    black76Prices(columns, out);

    expect([...out]).toEqual(indices.map((i) => black76Price(inputOf(i))));
  });

  it('give every greek to the last bit of the scalar function', () => {
    const out = greekColumns(COUNT);
    spotOptionGreeks(columns, out);

    const scalar = indices.map((i) =>
      spotOptionOnForward({
        ...inputOf(i),
        spot: at(columns.spot, i),
        rate: at(columns.rate, i),
        carry: at(columns.carry, i),
      }),
    );
    for (const [name, values] of Object.entries(out) as [keyof typeof out, Float64Array][]) {
      expect([name, ...values]).toEqual([name, ...scalar.map((value) => value[name])]);
    }
  });

  it('solve every volatility to the last bit of the scalar function, with a status for each refusal', () => {
    const years = column((i) => Math.max(at(yearsToExpiry, i), 1e-4));
    const terms = { ...columns, yearsToExpiry: years };
    const price = new Float64Array(COUNT);
    black76Prices(terms, price);
    price[0] = -1;
    price[1] = 1e9;
    const out = { volatility: new Float64Array(COUNT), status: new Uint8Array(COUNT) };
    impliedVolatilities({ ...terms, price }, out);

    const scalar = indices.map((i) =>
      impliedVolatility({ ...inputOf(i), yearsToExpiry: at(years, i), price: at(price, i) }),
    );
    expect([...out.volatility]).toEqual(scalar.map((answer) => (answer.ok ? answer.volatility : Number.NaN)));
    expect([...out.status].map((status) => status === 0)).toEqual(scalar.map(({ ok }) => ok));
    expect([...out.status.slice(0, 2)]).toEqual([1, 4]);
  });

  it('name the row that cannot be valued, before writing anything', () => {
    const bad = Float64Array.from(strike);
    bad[300] = -1;
    const out = new Float64Array(COUNT).fill(7);

    expect(() => black76Prices({ ...columns, strike: bad }, out)).toThrow(
      'strike must be finite and > 0, was -1 in row 300',
    );
    expect([...new Set(out)]).toEqual([7]);
    expect(() => black76Prices(columns, new Float64Array(3))).toThrow('isCall must have 3 rows, had 700');
  });
});
