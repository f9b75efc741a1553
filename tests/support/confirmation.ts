import { confirmationOf } from '../../src/booking/confirmation.ts';
import type { Confirmation } from '../../src/contracts/confirmation.ts';
import { DEMO_FIRM_PROFILE, demoAccountTerms } from '../../src/demo/terms.ts';
import { aTrade } from '../unit/cli/rfq-events.ts';
import { AS_OF } from './markets.ts';

/** A confirmation of a client of this name. */
export function aConfirmation({ clientName }: { readonly clientName: string }): Confirmation {
  const account = { accountId: 'acc_1', name: clientName, clientClass: 'IPI' };
  const confirmation = confirmationOf({
    trade: aTrade({ acceptedAt: '2026-11-22T20:00:00.000Z' }),
    passport: { bid: null, offer: null, legs: [] } as never,
    disclosure: null,
    account,
    firm: DEMO_FIRM_PROFILE,
    terms: demoAccountTerms(account),
    version: 1,
    issuedAt: AS_OF,
  } as never);
  return { ...confirmation, client: { ...confirmation.client, name: clientName } };
}
