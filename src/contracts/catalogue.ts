import { z } from 'zod';
import { AccountId, Currency, Instant, PositiveDecimalText, Underlying } from './scalars.ts';

export const CatalogueRequest = z.strictObject({});

const boundsOfEntry = {
  underlying: Underlying,
  settlement: z.object({ style: z.enum(['linear', 'inverse']), currency: Currency, fixings: z.array(z.string()) }),
  premiumCurrencies: z.array(Currency),
  /** What the client may do: buy the contract, sell it, or both. */
  directions: z.array(z.enum(['buy', 'sell'])),
  quantity: z.object({ min: PositiveDecimalText, max: PositiveDecimalText }),
  tenorDays: z.object({ min: z.number(), max: z.number() }),
  /** What one trade, and all of the client's together, may come to; absent where nothing bounds it. Coins for delta and gamma. */
  limits: z
    .object({
      perTradeNotionalUsd: PositiveDecimalText.optional(),
      perClientNotionalUsd: PositiveDecimalText.optional(),
      perTradeVegaUsd: PositiveDecimalText.optional(),
      perTradeGamma: PositiveDecimalText.optional(),
      perTradeDelta: PositiveDecimalText.optional(),
    })
    .optional(),
};

/** One cell of what an account may ask for now. */
export const CatalogueEntry = z.object({
  kind: z.enum(['forward', 'option', 'digital']),
  /** Of an option: which of the two. */
  optionTypes: z.array(z.enum(['call', 'put'])).optional(),
  ...boundsOfEntry,
  /** Of the warnings to confirm before it is traded; absent where there are none. */
  warningId: z.string().optional(),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** A package that may be asked for, where every leg of it is in the catalogue too. `any` is every package. */
export const StrategyEntry = z.object({ strategy: z.string(), ...boundsOfEntry });
export type StrategyEntry = z.infer<typeof StrategyEntry>;

/** Where trades of the account may be allocated. */
const SubAccountView = z.object({ accountId: AccountId, name: z.string() });
export type SubAccountView = z.infer<typeof SubAccountView>;

/** `catalogue.get` and GET /api/v1/catalogue. */
export const CatalogueView = z.object({
  asOf: Instant,
  entries: z.array(CatalogueEntry),
  strategies: z.array(StrategyEntry).optional(),
  warnings: z.array(z.object({ id: z.string(), text: z.string() })),
  subAccounts: z.array(SubAccountView).optional(),
});
export type CatalogueView = z.infer<typeof CatalogueView>;
