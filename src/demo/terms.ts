import type { AccountTerms, FirmProfile } from '../contracts/confirmation.ts';
import { FIRM_NAME } from './firm.ts';

/** Made up, as the whole firm is; a firm that goes live enters its own through PUT /api/v1/firm. */
export const DEMO_FIRM_PROFILE: FirmProfile = {
  legalName: FIRM_NAME,
  lei: '00DEM0VICT0RIAPEAK00',
  ceReference: 'demo, no licence',
  address: 'Demonstration only, Hong Kong',
  calculationAgent: 'The dealer, in good faith and in a commercially reasonable manner',
  businessCentres: ['Hong Kong'],
  definitions: 'ISDA 2023 Digital Asset Derivatives Definitions',
  earlyTermination: 'By agreement, as an unwind priced on request; otherwise as the master agreement provides',
  markUpDisclosure: 'The price includes a mark-up for the dealer; its amount is stated above.',
  fixings: {
    DERIBIT_TWAP30: {
      description: 'Deribit delivery price of the underlying',
      window: 'Time-weighted average of the index over the 30 minutes before expiry',
      rounding: 'As published by the source',
      fallbacks: [
        'The price that the source publishes within 60 minutes after expiry',
        'The index level at expiry',
        'Determination by the calculation agent',
      ],
    },
  },
};

export function demoAccountTerms(account: { readonly name: string; readonly clientClass: string }): AccountTerms {
  return {
    legalName: account.name,
    lei: account.clientClass === 'IND_PI' || account.clientClass === 'RETAIL' ? null : '00DEM0CLIENTPARTY000',
    masterAgreement: { name: 'ISDA 2002 Master Agreement (demo)', date: '2026-01-02' },
    collateral: 'Credit support annex (demo): variation margin daily in USD',
    settlementAccounts: {
      USD: 'Demo bank account in USD',
      HKD: 'Demo bank account in HKD',
      USDT: 'Demo wallet for USDT',
      BTC: 'Demo wallet for BTC',
      ETH: 'Demo wallet for ETH',
    },
    premiumDays: 1,
    settlementDays: 1,
    marginAccount: false,
  };
}
