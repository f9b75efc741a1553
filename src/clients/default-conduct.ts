import type { ConductPolicy } from '../contracts/conduct.ts';

const PROFESSIONAL = ['IPI', 'QCPI', 'CPI', 'IND_PI'] as const;
const ANYWHERE = { location: 'any', bookingEntity: 'any', productType: 'any', clientClass: 'any' } as const;
const COUNSEL = 'starting matrix, to be replaced by counsel’s';

/** What a firm starts with. Every value is the firm's own choice, and its compliance and counsel are to confirm it. */
export const DEFAULT_CONDUCT_POLICY: ConductPolicy = {
  jurisdictions: [
    {
      residence: ['HK'],
      location: ['HK'],
      bookingEntity: ['HK'],
      productType: 'any',
      clientClass: [...PROFESSIONAL],
      result: 'ALLOW',
      source: COUNSEL,
    },
    {
      residence: ['SG'],
      location: ['SG', 'HK'],
      bookingEntity: ['HK'],
      productType: 'any',
      clientClass: ['IPI'],
      result: 'REVERSE_ENQUIRY_ONLY',
      source: COUNSEL,
    },
    { ...ANYWHERE, residence: ['CN', 'US'], result: 'BLOCK', source: COUNSEL },
    { ...ANYWHERE, residence: 'any', location: ['CN', 'US'], result: 'BLOCK', source: COUNSEL },
  ],
  suitability: {
    riskRatings: {
      FWD: { buy: 5, sell: 5 },
      OPT_EU_CALL: { buy: 4, sell: 5 },
      OPT_EU_PUT: { buy: 4, sell: 5 },
      DIGITAL: { buy: 4, sell: 5 },
    },
    objectives: { preservation: 1, income: 3, hedging: 5, growth: 4, speculation: 5 },
  },
  maxLossShare: { CPI: '0.25', IND_PI: '0.2' },
  concentrationShare: { CPI: '0.5', IND_PI: '0.3' },
  stress: {
    steps: [
      { upToDays: 31, share: '0.35' },
      { upToDays: 92, share: '0.5' },
      { upToDays: 366, share: '0.7' },
    ],
    beyond: '1',
  },
  warnings: [
    {
      productTypes: 'any',
      settlementStyles: 'any',
      clientClasses: ['CPI', 'IND_PI'],
      text: 'This is an over-the-counter derivative on a virtual asset, for professional investors only. It is complex: its value follows the price of the virtual asset, which can fall to nothing or rise without limit in a short time.',
    },
    {
      productTypes: 'any',
      settlementStyles: 'any',
      clientClasses: ['CPI', 'IND_PI'],
      text: 'The dealer is your counterparty and acts as principal. The contract is not traded on an exchange: there is no secondary market, ending it early is at a price that the dealer makes, and no compensation fund protects you.',
    },
    {
      productTypes: ['OPT_EU_CALL', 'OPT_EU_PUT'],
      settlementStyles: 'any',
      clientClasses: ['CPI', 'IND_PI'],
      text: 'If you buy an option, you can lose the whole premium. If you sell one, your loss is not limited to the premium you receive and can exceed it many times; collateral you have given may be used to meet it.',
    },
    {
      productTypes: ['FWD'],
      settlementStyles: 'any',
      clientClasses: ['CPI', 'IND_PI'],
      text: 'A forward obliges you at expiry whatever the price is then. Your loss is not limited, nothing is principal-protected, and collateral you have given may be used to meet it.',
    },
    {
      productTypes: ['DIGITAL'],
      settlementStyles: 'any',
      clientClasses: ['CPI', 'IND_PI'],
      text: 'A digital option pays all or nothing at its expiry: the gain is capped at the payout, and a small move of the price can decide over the whole of it. If you sell one, you can lose the whole payout.',
    },
    {
      productTypes: 'any',
      settlementStyles: ['inverse'],
      clientClasses: ['CPI', 'IND_PI'],
      text: 'This contract settles in the virtual asset itself: what you receive or owe rises and falls with its price, in the worst case against you twice over.',
    },
  ],
};
