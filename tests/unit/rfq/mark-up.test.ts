import type { Approval } from '../../../src/approvals/index.ts';
import type { CreateRfqRequest } from '../../../src/contracts/rfq.ts';
import {
  buildQuote,
  DEFAULT_SPREAD_POLICY,
  markUpBps,
  markUpInPrice,
  priceForDesk,
} from '../../../src/quoting/index.ts';
import { clientReason, evaluateGates, type GatePoint } from '../../../src/rfq/gates.ts';
import { aClientSide } from '../../support/client-files.ts';
import { anAccount, anApproval, anOptionLeg, aPackage, aRequest } from '../../support/desk.ts';
import { AS_OF, aBtcMarket } from '../../support/markets.ts';

const band = (minBps: string, maxBps: string, disclosure = 'The price contains our mark-up.') => ({
  markUp: { minBps, maxBps, disclosure },
});
const held = (minBps: string, maxBps: string) => [anApproval({ terms: band(minBps, maxBps) }), SELL];
const SELL = anApproval({ approvalId: 'apr_sell', terms: { direction: 'sell' } });

function inputOf({ legs, side, premiumCurrency }: CreateRfqRequest) {
  const policy = { version: 'pol_1', policy: DEFAULT_SPREAD_POLICY };
  return { legs, side, premiumCurrency, tier: 'gold' as const, policy, market: aBtcMarket(), snapshotId: 'snap_1' };
}

interface Released {
  readonly approvals: readonly Approval[];
  readonly request?: Partial<CreateRfqRequest>;
  readonly point?: GatePoint;
  /** A person's offer; the policy's own prices without it. */
  readonly offer?: string;
  readonly market?: ReturnType<typeof aBtcMarket>;
}

function release({ approvals, request: changes, point = 'release', offer, market = aBtcMarket() }: Released) {
  const request = aRequest({ side: 'buy', ...changes });
  const byHand = offer === undefined ? null : priceForDesk(inputOf(request), { by: 'price', offer });
  const built = byHand?.ok === true ? byHand.value.built : buildQuote(inputOf(request));
  const decision = evaluateGates({
    point,
    request,
    side: request.side,
    account: anAccount(),
    client: { ...aClientSide('IPI'), quoted: built },
    approvals,
    epoch: 12,
    market,
    limits: { spotStaleMs: 5_000, surfaceStaleMs: 60_000 },
    halts: [],
    controls: { pulled: [], channel: null, traders: [] },
    creditUsedUsd: '0',
    stake: null,
    overrides: [],
    rfqId: null,
    now: AS_OF,
  });
  return { decision, built };
}

const failuresOf = (released: Released) => release(released).decision.failures;
const offerBps = () =>
  markUpBps(aRequest({ side: 'buy' }), release({ approvals: [] }).built.passport, aBtcMarket()).offer ?? 0;

describe('a price held to the band of its approval', () => {
  it('TR-13: is measured from the model’s value to what is shown, over the notional at spot', () => {
    const { passport } = release({ approvals: [], request: { side: 'two-way' } }).built;
    const over = (Number(passport.offer?.price) - Number(passport.offer?.modelValue)) / 100_000;
    const under = (Number(passport.bid?.modelValue) - Number(passport.bid?.price)) / 100_000;

    const measured = markUpBps(aRequest(), passport, aBtcMarket());

    expect(measured.offer).toBeCloseTo(over * 10_000, 9);
    expect(measured.bid).toBeCloseTo(under * 10_000, 9);
    expect(measured.offer).toBeGreaterThan(0);
  });

  it.each([
    { where: 'a hair over its mark-up', below: '0', above: (bps: number) => (bps + 0.001).toFixed(4), passes: true },
    { where: 'a hair under its mark-up', below: '0', above: (bps: number) => (bps - 0.001).toFixed(4), passes: false },
  ])('TR-13: a band that ends $where lets it go: $passes', ({ below, above, passes }) => {
    const failures = failuresOf({ approvals: held(below, above(offerBps())) });

    expect(failures.map(({ rule }) => rule)).toEqual(passes ? [] : ['TR-13']);
  });

  it('TR-13: refuses a price below the band too, naming field, value, limit and record', () => {
    const [failure] = failuresOf({ approvals: held('900', '950') });

    expect(failure).toEqual({
      rule: 'TR-13',
      code: 'RISK_LIMIT',
      message: `MARKUP offer markUpBps=${offerBps().toFixed(4)} band 900 to 950 from apr_buy v1`,
    });
  });

  it('TR-13: of several records the tightest of each end holds, and each is named', () => {
    const tight = anApproval({ approvalId: 'apr_tight', version: 4, terms: band('0', '0.5', 'Another text.') });

    const { decision } = release({ approvals: [...held('-10', '900'), tight] });

    expect(decision.failures).toMatchObject([{ rule: 'TR-13', message: expect.stringContaining('band 0 to 0.5') }]);
    expect(decision.markUp).toMatchObject({
      bid: null,
      offer: offerBps(),
      band: {
        min: { bps: '0', from: { approvalId: 'apr_tight', version: 4 } },
        max: { bps: '0.5', from: { approvalId: 'apr_tight', version: 4 } },
        disclosure: 'The price contains our mark-up. Another text.',
      },
    });
  });

  it('TR-13: holds what a person asks for as well: what a trader adds is mark-up', () => {
    const approvals = held('0', '40');

    expect(failuresOf({ approvals, offer: '4300' })).toEqual([]);
    expect(failuresOf({ approvals, offer: '4500' }).map(({ rule }) => rule)).toEqual(['TR-13']);
  });

  it('TR-13: holds a package as one, to its own record’s band and its legs’', () => {
    const legs = [anOptionLeg(), anOptionLeg({ strike: '120000' }, { side: 'sell' })];
    const register = (terms: object) => [aPackage({ terms }), anApproval(), SELL];

    expect(failuresOf({ approvals: register(band('0', '500')), request: { legs } })).toEqual([]);
    expect(failuresOf({ approvals: register(band('0', '0.1')), request: { legs } }).map(({ rule }) => rule)).toEqual([
      'TR-13',
    ]);
    const byLeg = [aPackage(), anApproval({ terms: band('0', '0.1') }), SELL];
    expect(failuresOf({ approvals: byLeg, request: { legs } }).map(({ rule }) => rule)).toEqual(['TR-13']);
  });

  it('TR-13: is refused where its mark-up cannot be measured', () => {
    const withoutSpot = { ...aBtcMarket(), underlyings: {} };

    const failures = failuresOf({ approvals: held('-1000', '1000'), market: withoutSpot });

    expect(failures).toContainEqual(
      expect.objectContaining({ rule: 'TR-13', message: expect.stringContaining('NaN') }),
    );
  });

  it('TR-13: keeps nothing where no record sets a band', () => {
    expect(release({ approvals: [anApproval(), SELL] }).decision).toMatchObject({ allowed: true, markUp: null });
  });

  it('TR-13: tells a client neither band nor mark-up', () => {
    const { decision } = release({ approvals: held('900', '950') });

    expect(clientReason(decision, {}).message).toBe('We cannot confirm this price.');
  });
});

describe('the mark-up that a confirmation shows', () => {
  const parts = (salesMargin: string, adjustment?: string) => ({
    modelValue: '100',
    volatilitySpread: '0',
    hedgeSpread: '0',
    creditCharge: '0',
    salesMargin,
    rounding: '0',
    ...(adjustment === undefined ? {} : { adjustment }),
    price: '100',
  });

  it.each([
    { what: 'the sales margin', side: 'buy', of: parts('2.5'), is: '2.5' },
    { what: 'what a trader added beside it', side: 'buy', of: parts('2.5', '4'), is: '6.5' },
    { what: 'the same of a sale, whose parts are signed', side: 'sell', of: parts('-2.5', '-4'), is: '6.5' },
    { what: 'nothing of a price that a trader bettered by more', side: 'buy', of: parts('2.5', '-4'), is: '0' },
  ] as const)('TR-13: is $what', ({ side, of, is }) => {
    expect(markUpInPrice({ bid: of, offer: of }, side).toString()).toBe(is);
  });
});
