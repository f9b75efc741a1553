import fc from 'fast-check';
import { CLOSING_MS, canAccept, clockText, remaining } from '../../../src/web/ui/countdown.ts';
import { expiryDay, grouped, hongKong, percent, shortened, utc } from '../../../src/web/ui/format.ts';

describe('a decimal on the screen', () => {
  it.each([
    ['106177.60', '106,177.60'],
    ['-1234567.001', '−1,234,567.001'],
    ['999', '999'],
    ['0.000019881', '0.000019881'],
    [null, '–'],
    [undefined, '–'],
    ['not a number', 'not a number'],
  ])('of %p reads %p', (sent, shown) => {
    expect(grouped(sent)).toBe(shown);
  });

  it('has every digit that the service sent, and no other', () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/);
    fc.assert(
      fc.property(digits, (sent) => {
        expect(grouped(sent).replaceAll(',', '').replace('−', '-')).toBe(sent);
      }),
    );
  });

  it('of a model is cut to the digits that are asked for', () => {
    expect([shortened('16231.44077', 5), shortened('-75.0319', 5), percent('0.4968739')]).toEqual([
      '16,231',
      '−75.032',
      '49.69%',
    ]);
  });
});

describe('an instant on the screen', () => {
  it('is shown in UTC and in Hong Kong, eight hours on', () => {
    const at = '2026-11-23T20:30:05.123Z';

    expect([utc(at), hongKong(at), utc(at, { ms: true, date: false })]).toEqual([
      '2026-11-23 20:30:05 UTC',
      '2026-11-24 04:30:05 HKT',
      '20:30:05.123 UTC',
    ]);
  });

  it('of an expiry leaves out the hour of the market, and no other', () => {
    expect([expiryDay('2027-03-26T08:00:00.000Z'), expiryDay('2027-03-26T09:30:00.000Z')]).toEqual([
      '2027-03-26',
      '2027-03-26 09:30Z',
    ]);
  });
});

describe('the countdown of a quote', () => {
  const quote = { validUntil: '2026-11-23T00:00:15.000Z', ttlMs: 15_000 };
  const end = Date.parse(quote.validUntil);

  it.each([
    [CLOSING_MS + 1, true],
    [CLOSING_MS, false],
    [CLOSING_MS - 1, false],
    [0, false],
    [-1, false],
  ])('%i ms before the end lets accept: %p', (left, may) => {
    expect(canAccept(remaining(quote, end - left))).toBe(may);
  });

  it('never shows more time than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59_999 }), (ms) => {
        expect(Number.parseFloat(clockText(ms)) * 1_000).toBeLessThanOrEqual(ms + 1e-6);
      }),
    );
  });

  it('says how urgent it is, and stays at nothing when it is over', () => {
    const at = (left: number) => remaining(quote, end - left);

    expect([at(15_000).urgency, at(10_000).urgency, at(4_000).urgency, at(-500).urgency]).toEqual([
      'calm',
      'soon',
      'last',
      'over',
    ]);
    expect([at(7_500).share, at(-500).ms, clockText(61_500)]).toEqual([0.5, 0, '1:01']);
  });
});
