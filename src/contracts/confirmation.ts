import { z } from 'zod';
import { Allocation } from './rfq.ts';
import { AccountId, Currency, DecimalText, Instant, PositiveDecimalText, Side, TradeId } from './scalars.ts';

/** ISO 17442: 18 letters and digits, then two check digits. */
const Lei = z.string().regex(/^[A-Z0-9]{18}[0-9]{2}$/, 'must be an LEI: 18 letters or digits, then two digits');
const Words = z.string().min(1).max(1_000);

/** How one fixing source is read: nothing here has a default, because a settlement depends on it. */
const FixingTerms = z.strictObject({
  description: Words,
  window: Words,
  rounding: Words,
  /** Tried in this order when the source does not publish. */
  fallbacks: z.array(Words).min(1).max(10),
});

/** What a confirmation says of the firm: PUT /api/v1/firm. */
export const FirmProfile = z.strictObject({
  legalName: Words,
  lei: Lei,
  /** The central entity number of the licence. */
  ceReference: Words,
  address: Words,
  calculationAgent: Words,
  businessCentres: z.array(Words).min(1).max(10),
  definitions: Words,
  earlyTermination: Words,
  markUpDisclosure: Words,
  /** By name of the source, e.g. DERIBIT_TWAP30. */
  fixings: z.record(z.string(), FixingTerms),
});
export type FirmProfile = z.infer<typeof FirmProfile>;

/** Why a client gets no contract notes: what was agreed, and where it stands. */
const ContractNoteOptOut = z.strictObject({
  basis: z.enum(['noticeWithoutObjection', 'writtenAgreement']),
  reference: z.string().min(1).max(200),
  date: z.iso.date(),
});
export type ContractNoteOptOut = z.infer<typeof ContractNoteOptOut>;

/** What a confirmation says of a client beyond its account: PUT /api/v1/accounts/:id/terms. */
export const AccountTerms = z.strictObject({
  legalName: Words,
  /** Null for a natural person. */
  lei: Lei.nullable(),
  masterAgreement: z.strictObject({ name: Words, date: z.iso.date() }),
  collateral: Words,
  /** Where each currency is paid: a bank account or a wallet. */
  settlementAccounts: z.partialRecord(Currency, Words),
  /** Days after the trade on which a premium is due, and after expiry on which the settlement amount is. */
  premiumDays: z.int().min(0).max(10),
  settlementDays: z.int().min(0).max(10),
  /** Whether the account is a margin account: a contract note says so. */
  marginAccount: z.boolean().optional(),
  /** Agreed with the client: no contract notes from this date on. */
  contractNoteOptOut: ContractNoteOptOut.optional(),
});
export type AccountTerms = z.infer<typeof AccountTerms>;

/** One instant as both sides read it: UTC, and Hong Kong time with its offset. */
const BothTimes = z.object({ utc: Instant, hongKong: z.string() });

export const ConfirmationLeg = z.object({
  product: z.string(),
  underlying: z.object({ name: z.string(), digitalTokenIdentifier: z.string().nullable() }),
  clientDirection: Side,
  dealerDirection: Side,
  quantity: PositiveDecimalText,
  unit: z.string(),
  notional: z.object({ amount: DecimalText, currency: z.string() }).nullable(),
  strike: DecimalText,
  exerciseStyle: z.string(),
  expiry: BothTimes,
  fixing: FixingTerms.extend({ source: z.string() }).partial({
    description: true,
    window: true,
    rounding: true,
    fallbacks: true,
  }),
  settlement: z.object({
    method: z.enum(['cash', 'physical']),
    style: z.enum(['linear', 'inverse']),
    currency: Currency,
    conversion: z.string().nullable(),
    date: z.iso.date().nullable(),
    account: z.string().nullable(),
  }),
  price: DecimalText,
});
export type ConfirmationLeg = z.infer<typeof ConfirmationLeg>;

/** The record that both sides sign off, written in the transaction that books the trade. GET /api/v1/trades/:id/confirmation. */
export const Confirmation = z.object({
  tradeId: TradeId,
  version: z.int(),
  issuedAt: BothTimes,
  uti: z.string().nullable(),
  upi: z.string().nullable(),
  /** `interim` until both identifiers are there (BK-04). */
  identifierStatus: z.enum(['final', 'interim']),
  dealer: z.object({
    name: z.string().nullable(),
    lei: z.string().nullable(),
    ceReference: z.string().nullable(),
    address: z.string().nullable(),
    capacity: z.literal('principal'),
  }),
  client: z.object({ accountId: AccountId, name: z.string(), lei: z.string().nullable(), clientClass: z.string() }),
  tradedAt: BothTimes,
  effectiveDate: z.iso.date(),
  clientSide: Side,
  legs: z.array(ConfirmationLeg),
  quantity: PositiveDecimalText,
  price: DecimalText,
  premium: z.object({
    /** Never negative; `payer` says who pays it. */
    amount: DecimalText,
    currency: Currency,
    payer: z.enum(['client', 'dealer', 'nobody']),
    date: z.iso.date().nullable(),
    account: z.string().nullable(),
  }),
  markUp: z.object({ amount: DecimalText, currency: Currency, disclosure: z.string().nullable() }),
  dayCount: z.string(),
  businessCentres: z.array(z.string()),
  calculationAgent: z.string().nullable(),
  definitions: z.string().nullable(),
  masterAgreement: z.object({ name: z.string(), date: z.string() }).nullable(),
  earlyTermination: z.string().nullable(),
  collateral: z.string().nullable(),
  warnings: z.array(z.string()),
  /** The trade that this one closes, wholly or in part. */
  unwinds: TradeId.nullable(),
  /** How the client splits it over sub-accounts; absent when it does not. */
  allocations: z.array(Allocation).optional(),
  marketSource: z.enum(['live', 'recorded', 'simulated']),
  /** Terms that the firm's or the client's record does not hold yet, by path; empty when the document is complete. */
  missing: z.array(z.string()),
});
export type Confirmation = z.infer<typeof Confirmation>;
