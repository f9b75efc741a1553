import type { RejectCode } from '../contracts/errors.ts';

/** A fault of the market that its prices' ages do not show. It stops quoting what it touches, from the first moment. */
export interface MarketCondition {
  readonly code: Extract<RejectCode, 'VENUE_DIVERGENCE' | 'STABLECOIN_DEPEGGED' | 'NO_MARKET_DATA'>;
  readonly rule: 'TR-05' | 'ST-03';
  /** What it touches: one underlying's prices, or whatever settles or is paid in one currency. */
  readonly scope: { readonly underlying: string } | { readonly currency: string };
  /** For staff, with the figures and the limit; a client sees one neutral reason. */
  readonly message: string;
}
