import { MODEL_VERSION } from '../../../pricing/index.ts';
import { askRegister } from '../../../src/approvals/index.ts';
import type { Leg } from '../../../src/contracts/rfq.ts';
import { DEFAULT_SPREAD_POLICY, policyVersion, type QuoteInput } from '../../../src/quoting/index.ts';
import { clientReason, type Decision } from '../../../src/rfq/gates.ts';
import { quoteInModelRange, refusedBy } from '../../../src/rfq/model-range.ts';
import { anApproval, anOptionLeg, aRequest, IN_DOLLARS, inDays } from '../../support/desk.ts';
import { AS_OF, aBtcMarket, DAY_MS } from '../../support/markets.ts';

const A_DIGITAL: Leg = {
  instrument: {
    kind: 'digital',
    underlying: 'BTC-USD',
    optionType: 'call',
    strike: '105000',
    payout: '1000',
    expiry: inDays(30),
    settlement: IN_DOLLARS,
  },
  side: 'buy',
  ratio: '1',
};

function aQuoteInput(changes: Partial<QuoteInput> = {}): QuoteInput {
  return {
    legs: [anOptionLeg()],
    side: 'two-way',
    premiumCurrency: 'USD',
    tier: 'gold',
    policy: { version: policyVersion(DEFAULT_SPREAD_POLICY), policy: DEFAULT_SPREAD_POLICY },
    market: aBtcMarket(),
    snapshotId: 'snap_1',
    ...changes,
  };
}

const ALLOWED: Decision = {
  point: 'release',
  allowed: true,
  failures: [],
  overridden: [],
  approvals: [{ approvalId: 'apr_buy', version: 1 }],
  markUp: null,
  handling: askRegister([], { ...aRequest(), clientClass: 'IPI', now: AS_OF }).handling,
  client: {
    fileVersion: 1,
    conductVersion: 'cnd_test',
    requirementsVersion: 'req_test',
    clientClass: 'IPI',
    treatedAs: 'IPI',
    inputs: null,
    warningId: null,
    acknowledgedWarningId: null,
  },
  warnings: [],
  creditCeilingUsd: '5',
  epoch: 12,
  at: AS_OF,
};

describe('a quote that the model has no number for', () => {
  const dead = {
    kind: 'points',
    slices: [{ expiry: AS_OF - DAY_MS, logMoneyness: [0], volatilities: [0.5] }],
  } as const;
  it.each([
    {
      what: 'a surface without a live expiry',
      input: aQuoteInput({ market: aBtcMarket({ volatility: dead }) }),
      message: /must have a slice after \d+, had none$/,
    },
    {
      what: 'a forward beyond the doubles',
      input: aQuoteInput({ market: aBtcMarket({ forwards: { kind: 'carry', carry: 1e6 } }) }),
      message: /forward must be finite and > 0, was Infinity$/,
    },
    {
      what: 'a premium currency without a conversion',
      input: aQuoteInput({ premiumCurrency: 'ETH' }),
      message: /market has no conversion ETH$/,
    },
    {
      what: 'an option inside its averaging window, without the average',
      input: aQuoteInput({ market: aBtcMarket({ asOf: AS_OF + 30 * DAY_MS - 60_000 }) }),
      message: /no realised average of BTC-USD/,
    },
    {
      what: 'a digital, which no spread policy covers',
      input: aQuoteInput({ legs: [A_DIGITAL] }),
      message: /kind must be one that the spread policy covers, was digital$/,
    },
  ])('fails rule TR-06 and names the model: $what', ({ input, message }) => {
    const answer = quoteInModelRange(input, {});

    expect(answer).toEqual({
      ok: false,
      failure: { rule: 'TR-06', code: 'MODEL_RANGE', message: expect.stringMatching(message) },
    });
    expect(answer).toHaveProperty('failure.message', expect.stringContaining(`MODEL_RANGE ${MODEL_VERSION} `));
  });

  it('is none of these when the model has one', () => {
    expect(quoteInModelRange(aQuoteInput(), {})).toMatchObject({ ok: true, built: { offer: expect.any(String) } });
  });

  it('is the version of the model itself, where it is none of those that were validated', () => {
    const of = (validatedModels: string[]) => quoteInModelRange(aQuoteInput(), { validatedModels });

    expect(of(['black76-1', MODEL_VERSION])).toMatchObject({ ok: true });
    expect(of(['black76-1', 'black76-2'])).toEqual({
      ok: false,
      failure: {
        rule: 'TR-06',
        code: 'MODEL_RANGE',
        message: `MODEL_RANGE ${MODEL_VERSION} was not validated, as black76-1, black76-2 was`,
      },
    });
  });

  it('hides no bug', () => {
    expect(() => quoteInModelRange(aQuoteInput({ legs: [] }), {})).toThrow(RangeError);
  });

  it('makes a refusal of the decision, in words for the client, with what it rests on', () => {
    const failure = { rule: 'TR-06', code: 'MODEL_RANGE', message: 'MODEL_RANGE why' } as const;

    const decision = refusedBy(ALLOWED, failure);

    expect(decision).toEqual({ ...ALLOWED, allowed: false, failures: [failure] });
    expect(clientReason(decision, { rfqId: 'rfq_1' })).toEqual({
      code: 'MODEL_RANGE',
      message: 'Please contact the desk.',
      retryable: false,
      details: { rfqId: 'rfq_1' },
    });
  });

  it('comes after the rules that failed already', () => {
    const stale = { rule: 'TR-05', code: 'MARKET_STALE', message: 'STALE' } as const;
    const failure = { rule: 'TR-06', code: 'MODEL_RANGE', message: 'MODEL_RANGE why' } as const;

    const { failures } = refusedBy({ ...ALLOWED, allowed: false, failures: [stale] }, failure);

    expect(failures).toEqual([stale, failure]);
  });
});

describe('a digital in a request for a quote', () => {
  it('is in no approval, so the register refuses it', () => {
    const answer = askRegister([anApproval()], {
      legs: [A_DIGITAL],
      side: 'buy',
      quantity: '1',
      premiumCurrency: 'USD',
      clientClass: 'IPI',
      now: AS_OF,
    });

    expect(answer.failures).toEqual([
      {
        rule: 'PA-01',
        code: 'PRODUCT_NOT_APPROVED',
        message:
          'NO_APPROVAL leg 0: no record for DIGITAL/BTC-USD/cash-linear-USD/IPI/buy; nearest apr_buy v1 fails on productTypes',
      },
    ]);
  });
});
