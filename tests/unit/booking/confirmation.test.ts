import { confirmationOf } from '../../../src/booking/confirmation.ts';
import { Confirmation } from '../../../src/contracts/confirmation.ts';
import { DEMO_FIRM_PROFILE, demoAccountTerms } from '../../../src/demo/terms.ts';
import { aForwardLeg, anOptionLeg, IN_BITCOIN, inDays } from '../../support/desk.ts';
import { AS_OF } from '../../support/markets.ts';
import { aTrade } from '../cli/rfq-events.ts';

const ACCOUNT = { accountId: 'acc_1', name: 'Harbour', clientClass: 'IPI' };
const parts = (price: string, salesMargin: string) => ({
  modelValue: price,
  volatilitySpread: '0',
  hedgeSpread: '0',
  creditCharge: '0',
  salesMargin,
  rounding: '0',
  price,
});
const PASSPORT = { bid: parts('3900', '-1.5'), offer: parts('3920.7', '2.25'), legs: [] };

function confirm(changes: Partial<Parameters<typeof confirmationOf>[0]> = {}): Confirmation {
  return confirmationOf({
    trade: aTrade({ acceptedAt: '2026-11-22T20:00:00.000Z' }),
    passport: PASSPORT,
    disclosure: null,
    account: ACCOUNT,
    firm: DEMO_FIRM_PROFILE,
    terms: demoAccountTerms(ACCOUNT),
    version: 1,
    issuedAt: AS_OF,
    ...changes,
  });
}

describe('a confirmation', () => {
  it('is of the contract’s form and says what it was made from', () => {
    const confirmation = confirm();

    expect(Confirmation.parse(confirmation)).toEqual(confirmation);
    expect(confirmation).toMatchObject({ tradeId: 'trd_1', quantity: '10', price: '3920.7', clientSide: 'buy' });
  });

  it('gives every instant in UTC and in Hong Kong time, eight hours ahead, over midnight too', () => {
    expect(confirm().tradedAt).toEqual({ utc: '2026-11-22T20:00:00.000Z', hongKong: '2026-11-23T04:00:00.000+08:00' });
  });

  it('BK-04: has nothing missing but the UPI, which no record of ours can hold, and stays interim for it', () => {
    const { missing, identifierStatus, uti } = confirm();

    expect(missing).toEqual(['upi']);
    expect(identifierStatus).toBe('interim');
    expect(uti).toBe(`${DEMO_FIRM_PROFILE.lei}1`);
  });

  it('makes a UTI of 52 characters, all of the trade id’s own part in it', () => {
    const trade = aTrade({ tradeId: 'trd_01a2049b92da7070805e7b9694506269' });

    expect(confirm({ trade }).uti).toBe(`${DEMO_FIRM_PROFILE.lei}01A2049B92DA7070805E7B9694506269`);
    expect(confirm({ trade }).uti).toHaveLength(52);
  });

  it('names what no record holds, and guesses nothing', () => {
    const { missing, dealer, legs, premium } = confirm({ firm: null, terms: null });

    expect(dealer).toEqual({ name: null, lei: null, ceReference: null, address: null, capacity: 'principal' });
    expect(premium).toMatchObject({ date: null, account: null });
    expect(legs[0]?.fixing).toEqual({ source: 'DERIBIT_TWAP30' });
    expect(missing).toEqual([
      'uti',
      'upi',
      'dealer.name',
      'dealer.lei',
      'dealer.ceReference',
      'dealer.address',
      'client.lei',
      'premium.date',
      'premium.account',
      'markUp.disclosure',
      'businessCentres',
      'calculationAgent',
      'definitions',
      'masterAgreement',
      'earlyTermination',
      'collateral',
      'legs[0].fixing.window',
      'legs[0].fixing.rounding',
      'legs[0].fixing.fallbacks',
      'legs[0].settlement.date',
      'legs[0].settlement.account',
    ]);
  });

  it('asks no LEI of a natural person whose terms are on record', () => {
    const terms = { ...demoAccountTerms(ACCOUNT), lei: null };

    expect(confirm({ terms }).missing).toEqual(['upi']);
  });

  it.each([
    { side: 'buy', premium: '39207', payer: 'client', amount: '39207', markUp: '22.5' },
    { side: 'sell', premium: '-39000', payer: 'dealer', amount: '39000', markUp: '15' },
    { side: 'buy', premium: '0', payer: 'nobody', amount: '0', markUp: '22.5' },
  ] as const)(
    'says who pays: $side with a premium of $premium is $amount by the $payer',
    ({ side, premium, payer, amount, markUp }) => {
      const confirmation = confirm({ trade: aTrade({ side, premium }) });

      expect(confirmation.premium).toMatchObject({ payer, amount });
      expect(confirmation.markUp.amount).toBe(markUp);
    },
  );

  it('states each leg for both parties, with size, notional and the identifier of its underlying', () => {
    const legs = [
      { ...anOptionLeg({ expiry: inDays(30) }), price: '10' },
      { ...anOptionLeg({ strike: '120000', settlement: IN_BITCOIN }, { side: 'sell', ratio: '2' }), price: '5' },
    ];

    const [near, far] = confirm({ trade: aTrade({ legs, quantity: '2.5' }) }).legs;

    expect(near).toMatchObject({
      product: 'BTC-USD European call option',
      clientDirection: 'buy',
      dealerDirection: 'sell',
      quantity: '2.5',
      unit: 'BTC',
      notional: { amount: '262500', currency: 'USD' },
      underlying: { name: 'Bitcoin', digitalTokenIdentifier: '4H95J0R2X' },
    });
    expect(far).toMatchObject({
      product: 'BTC-USD European call option, inverse',
      clientDirection: 'sell',
      quantity: '5',
      settlement: { currency: 'BTC', account: 'Demo wallet for BTC' },
    });
  });

  it('strikes an outright forward at the agreed price', () => {
    const trade = aTrade({ legs: [{ ...aForwardLeg(), price: '105250' }], price: '105250', premium: '0' });

    expect(confirm({ trade }).legs[0]).toMatchObject({ strike: '105250', exerciseStyle: 'none' });
  });

  it('counts premium and settlement days from the trade and from the expiry', () => {
    const trade = aTrade({
      acceptedAt: '2026-12-31T23:59:00.000Z',
      legs: [{ ...anOptionLeg({ expiry: '2027-02-28T08:00:00.000Z' }), price: '10' }],
    });

    const confirmation = confirm({ trade });

    expect(confirmation.premium.date).toBe('2027-01-01');
    expect(confirmation.legs[0]?.settlement.date).toBe('2027-03-01');
  });

  it.each([
    { what: 'a bought call', legs: [anOptionLeg()], side: 'buy' as const, sold: false, coin: false },
    { what: 'a sold call', legs: [anOptionLeg()], side: 'sell' as const, sold: true, coin: false },
    {
      what: 'a bought spread with a sold leg, in coin',
      legs: [anOptionLeg(), anOptionLeg({ settlement: IN_BITCOIN }, { side: 'sell' })],
      side: 'buy' as const,
      sold: true,
      coin: true,
    },
  ])('warns of what $what can do', ({ legs, side, sold, coin }) => {
    const trade = aTrade({ legs: legs.map((leg) => ({ ...leg, price: '1' })), side });

    const warnings = confirm({ trade }).warnings.join('\n');

    expect(warnings.includes('You have sold an option')).toBe(sold);
    expect(warnings.includes('settles in the virtual asset itself')).toBe(coin);
    expect(warnings).toContain('complex product');
  });
});
