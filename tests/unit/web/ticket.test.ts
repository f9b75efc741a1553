import { STRATEGY_NAMES } from '../../../src/contracts/strategy.ts';
import { packageCurves } from '../../../src/web/trade/curves.ts';
import { strategyLegs } from '../../../src/web/trade/strategies.ts';
import { defaultNumbers, roundStrike } from '../../../src/web/trade/strategy-names.ts';
import { contractTerms, fridayAfter, newTicket, plainLegs, toRequest } from '../../../src/web/trade/ticket-model.ts';
import { legsName } from '../../../src/web/ui/describe.ts';

const NOW = Date.parse('2026-11-23T00:00:00.000Z');
const ticket = { ...newTicket('BTC-USD', NOW), strike: '105000' };
const near = Date.parse('2026-12-18T08:00:00.000Z');

describe('a ticket', () => {
  it('becomes the request that the wire knows', () => {
    const built = toRequest(ticket, { legs: plainLegs(ticket), clientRfqId: 'web-1' });

    expect(built).toMatchObject({
      ok: true,
      value: {
        clientRfqId: 'web-1',
        side: 'two-way',
        quantity: '10',
        premiumCurrency: 'USD',
        legs: [{ instrument: { kind: 'option', strike: '105000', expiry: '2027-01-22T08:00:00.000Z' } }],
      },
    });
  });

  it('with a limit price gives the warnings that were confirmed beforehand, and is not sent before they were', () => {
    const asked = (limitPrice: string, isConfirmed: boolean) => {
      const warning = { id: 'wrn_1', isConfirmed };
      return toRequest({ ...ticket, limitPrice }, { legs: plainLegs(ticket), clientRfqId: 'web-1', warning });
    };

    const withLimit = { limitPrice: '100', acknowledgedWarningId: 'wrn_1' };
    expect(asked('100', true)).toMatchObject({ ok: true, value: withLimit });
    expect(asked('100', false)).toMatchObject({ ok: false, rejection: { code: 'WARNING_NOT_ACKNOWLEDGED' } });
    const without = asked('', false);
    expect(without.ok && without.value).not.toHaveProperty('acknowledgedWarningId');
  });

  it('settles inverse in the coin', () => {
    const [leg] = plainLegs({ ...ticket, style: 'inverse' });

    expect(leg?.instrument.settlement).toMatchObject({ style: 'inverse', currency: 'BTC' });
  });

  it.each([
    [{ quantity: '0' }, 'quantity'],
    [{ quantity: '1e3' }, 'quantity'],
    [{ limitPrice: 'cheap' }, 'limitPrice'],
    [{ strike: '' }, 'strike'],
    [{ ttlSeconds: '0.5' }, 'desiredTtlMs'],
  ])('with %p names the field %p', (change, field) => {
    const wrong = { ...ticket, ...change };

    const built = toRequest(wrong, { legs: plainLegs(wrong), clientRfqId: 'web-1' });

    expect(built.ok ? '' : built.rejection.message).toContain(field);
  });

  it('asks for an outright forward when it has no strike', () => {
    const [leg] = plainLegs({ ...ticket, product: 'forward', strike: '' });

    expect(leg?.instrument).not.toHaveProperty('strike');
  });

  it('keeps free legs as they were entered', () => {
    const free = [
      { kind: 'put', side: 'sell', ratio: '2', strike: '90000', expiryDay: '2026-12-25' },
      { kind: 'forward', side: 'buy', ratio: '1', strike: '', expiryDay: '2026-12-25' },
    ] as const;

    expect(legsName(plainLegs({ ...ticket, product: 'legs', free }))).toBe(
      '−2 put 90,000 / +1 forward, BTC-USD 2026-12-25',
    );
  });

  it('begins at a listed expiry, a Friday', () => {
    expect([fridayAfter(NOW), fridayAfter(Date.parse('2026-11-27T23:00:00.000Z'))]).toEqual([
      '2026-11-27',
      '2026-11-27',
    ]);
  });
});

describe('a strategy by its name', () => {
  const fieldsOf = (name: (typeof STRATEGY_NAMES)[number]) => ({
    name,
    optionType: 'call' as const,
    numbers: { ...defaultNumbers(name, 100_000), nearExpiry: near },
  });

  it.each(STRATEGY_NAMES)('%s has legs that a request may carry, and a chart', (name) => {
    const legs = strategyLegs(fieldsOf(name), contractTerms(ticket));

    expect(toRequest(ticket, { legs, clientRfqId: 'web-1' }).ok).toBe(true);
    const curves = packageCurves(legs, { spot: 100_000, volatility: 0.5, nowMs: NOW });
    expect(typeof curves === 'string' ? curves : curves.payoff.every(Number.isFinite)).toBe(true);
  });

  it('says which strikes contradict it', () => {
    const crossed = { ...fieldsOf('call-spread'), numbers: { low: 110_000, high: 100_000 } };

    expect(() => strategyLegs(crossed, contractTerms(ticket))).toThrow(/110000|100000/);
  });

  it('pays at expiry what its legs pay', () => {
    const legs = strategyLegs(fieldsOf('call-spread'), contractTerms(ticket));

    const curves = packageCurves(legs, { spot: 100_000, volatility: 0.5, nowMs: NOW });

    if (typeof curves === 'string') throw new Error(curves);
    expect([curves.payoff[0], curves.payoff.at(-1)]).toEqual([expect.closeTo(0, 6), expect.closeTo(10_000, 6)]);
  });

  it('begins at round strikes', () => {
    expect([roundStrike(100_046), roundStrike(3_512), roundStrike(105_100)]).toEqual([100_000, 3_500, 105_000]);
  });
});
