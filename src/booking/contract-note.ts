import type { ContractNote } from '../contracts/affirmation.ts';
import type { AccountTerms, Confirmation, ContractNoteOptOut } from '../contracts/confirmation.ts';
import { toInstant } from '../platform/clock.ts';
import { bothTimes } from './both-times.ts';
import { endOfBusinessDay } from './business-days.ts';

/** The second business day after the contract (Cap. 571Q); UTC epoch ms. */
export function contractNoteDue(tradedAt: number): number {
  return endOfBusinessDay(tradedAt, 2);
}

/** The particulars of the contract, out of its confirmation: what a client keeps of every trade. */
export function contractNoteOf(
  confirmation: Confirmation,
  { marginAccount, issuedAt }: { readonly marginAccount: boolean | null; readonly issuedAt: number },
): ContractNote {
  const { dealer, client, premium, tradedAt } = confirmation;
  const note: Omit<ContractNote, 'missing'> = {
    tradeId: confirmation.tradeId,
    issuedAt: bothTimes(issuedAt),
    dueBy: toInstant(contractNoteDue(Date.parse(tradedAt.utc))),
    dealer: { name: dealer.name, ceReference: dealer.ceReference, address: dealer.address },
    capacity: 'principal',
    client: { accountId: client.accountId, name: client.name },
    marginAccount,
    tradedAt,
    clientSide: confirmation.clientSide,
    legs: confirmation.legs,
    quantity: confirmation.quantity,
    price: confirmation.price,
    premium: { amount: premium.amount, currency: premium.currency, payer: premium.payer, date: premium.date },
    unwinds: confirmation.unwinds,
    marketSource: confirmation.marketSource,
  };
  const facts: Readonly<Record<string, unknown>> = {
    'dealer.name': dealer.name,
    'dealer.ceReference': dealer.ceReference,
    'dealer.address': dealer.address,
    marginAccount,
    'premium.date': premium.payer === 'nobody' ? 'none due' : premium.date,
  };
  return { ...note, missing: Object.keys(facts).filter((path) => facts[path] === null) };
}

/**
 * The opt-out that frees a trade of its note, null where there is none: an institution's may rest on a notice that it
 * did not object to, anybody else's needs a written agreement, and of a retail client none counts. One that was agreed
 * after the trade comes too late for it.
 */
export function validOptOut(
  terms: Pick<AccountTerms, 'contractNoteOptOut'> | null,
  { clientClass, tradedAt }: { readonly clientClass: string; readonly tradedAt: number },
): ContractNoteOptOut | null {
  const optOut = terms?.contractNoteOptOut;
  if (optOut === undefined || clientClass === 'RETAIL') return null;
  if (clientClass !== 'IPI' && optOut.basis !== 'writtenAgreement') return null;
  return optOut.date <= bothTimes(tradedAt).hongKong.slice(0, 10) ? optOut : null;
}
