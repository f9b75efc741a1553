import { answered, valued } from './price-answers.ts';
import { aLeg, aPackageRequest, aPriceRequest } from './price-request.ts';

const EXPIRY = '2026-12-22T08:00:00.000Z';
const OPENS = '2026-12-22T07:30:00.000Z';
const at = (time: string) => `2026-12-22T${time}Z`;

/** An at-the-money call so late in its life, with the average since its window opened. */
function lateCall(time: string, average?: string, changes: Record<string, unknown> = {}) {
  const realised = average === undefined ? {} : { realisedAverage: { 'BTC-USD': { from: OPENS, price: average } } };
  return aPriceRequest({
    instrument: { strike: '100000', ...changes },
    market: { asOf: at(time), carry: { 'BTC-USD': '0' }, ...realised },
  });
}
const instantly = { settlement: { method: 'cash', style: 'linear', currency: 'USD', fixing: 'INSTANT' } };
const worth = (request: unknown) => Number(valued(request).value);

describe('an option near a fixing that averages', () => {
  it('is European until its window opens, and needs no average', () => {
    expect(valued(lateCall('07:29:59.999'))).toEqual(valued(lateCall('07:29:59.999', undefined, instantly)));
    expect(valued(lateCall('07:29:59.999', '99000'))).toEqual(valued(lateCall('07:29:59.999')));
  });

  it('is an option on the average from the instant that the window opens', () => {
    // The average over the window has a third of its variance: 1/√3 of the value at the money.
    const opening = worth(lateCall('07:30:00.000'));

    expect(opening / worth(lateCall('07:30:00.000', undefined, instantly))).toBeCloseTo(1 / Math.sqrt(3), 3);
  });

  it.each([{ time: '07:30:00.001' }, { time: '07:45:00.000' }, { time: '07:59:59.999' }])(
    'is refused at $time without the average',
    ({ time }) => {
      expect(answered(lateCall(time))).toMatchObject({
        ok: false,
        error: {
          code: 'VALIDATION_FAILED',
          details: {
            path: 'market.realisedAverage.BTC-USD',
            value: 'absent',
            rule: `is required inside the averaging window, which opened at ${OPENS}`,
          },
        },
      });
    },
  );

  it('is refused when the average is of another window', () => {
    const request = lateCall('07:45:00.000', '100000');
    const market = request['market'] as Record<string, unknown>;
    const of = { 'BTC-USD': { from: at('07:00:00.000'), price: '100000' } };

    expect(answered({ ...request, market: { ...market, realisedAverage: of } })).toMatchObject({
      error: { code: 'VALIDATION_FAILED', details: { path: 'market.realisedAverage.BTC-USD.from' } },
    });
  });

  it('keeps what is realised: half way, half of the gain is certain and half of the delta is gone', () => {
    const deep = valued(lateCall('07:45:00.000', '120000'));

    expect(Number(deep.value)).toBeCloseTo(10_000, 0);
    expect(Number(deep.delta)).toBeCloseTo(0.5, 5);
    expect(Number(valued(lateCall('07:45:00.000', '80000')).value)).toBe(0);
  });

  it('ends on the average where that is known, and on the spot where it is not', () => {
    expect(valued(lateCall('08:00:00.000', '100100'))).toMatchObject({ value: '100', delta: '0', impliedVol: null });
    expect(valued(lateCall('08:00:00.000', undefined, { strike: '99000' }))).toMatchObject({
      value: '1000',
      delta: '1',
    });
  });

  it('leaves forwards, digitals and other fixings as they are', () => {
    const digital = { kind: 'digital', payout: '1', exercise: undefined };
    const forward = { kind: 'forward', optionType: undefined, exercise: undefined };

    for (const changes of [digital, forward, instantly]) {
      expect(answered(lateCall('07:45:00.000', undefined, changes))).toMatchObject({ ok: true });
    }
  });

  it('is averaged as the near leg of a package, whose far leg is not', () => {
    const near = aLeg({ side: 'sell', strike: '100000', expiry: EXPIRY });
    const far = aLeg({ strike: '100000', expiry: '2027-01-29T08:00:00.000Z' });
    const market = { asOf: at('07:45:00.000'), carry: { 'BTC-USD': '0' } };

    expect(answered(aPackageRequest([far, near], { market }))).toMatchObject({
      error: { details: { path: 'market.realisedAverage.BTC-USD' } },
    });
    const realisedAverage = { 'BTC-USD': { from: OPENS, price: '100000' } };
    const answer = answered(aPackageRequest([far, near], { market: { ...market, realisedAverage } }));
    const single = valued(lateCall('07:45:00.000', '100000', {}));
    expect(answer).toMatchObject({ ok: true, data: { legs: [{}, { value: `-${single.value}` }] } });
  });
});
