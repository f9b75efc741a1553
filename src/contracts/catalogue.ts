import { z } from 'zod';
import { AccountId, Currency, Instant, PositiveDecimalText, Underlying } from './scalars.ts';

export const CatalogueRequest = z.strictObject({});

/** One cell of what an account may ask for now. */
export const CatalogueEntry = z.object({
  kind: z.enum(['forward', 'option']),
  underlying: Underlying,
  settlement: z.object({ style: z.enum(['linear', 'inverse']), currency: Currency, fixings: z.array(z.string()) }),
  premiumCurrencies: z.array(Currency),
  /** What the client may do: buy the contract, sell it, or both. */
  directions: z.array(z.enum(['buy', 'sell'])),
  quantity: z.object({ min: PositiveDecimalText, max: PositiveDecimalText }),
  tenorDays: z.object({ min: z.number(), max: z.number() }),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** Where trades of the account may be allocated. */
const SubAccountView = z.object({ accountId: AccountId, name: z.string() });
export type SubAccountView = z.infer<typeof SubAccountView>;

/** `catalogue.get` and GET /api/v1/catalogue. */
export const CatalogueView = z.object({
  asOf: Instant,
  entries: z.array(CatalogueEntry),
  warnings: z.array(z.object({ id: z.string(), text: z.string() })),
  subAccounts: z.array(SubAccountView).optional(),
});
export type CatalogueView = z.infer<typeof CatalogueView>;
