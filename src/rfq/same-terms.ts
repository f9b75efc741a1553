import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { contentHash } from '../platform/canonical-json.ts';
import { Decimal } from '../platform/decimal.ts';

/** So long after a request the same terms, asked for again, are a duplicate if it is open or has traded; ms. */
export const DUPLICATE_WITHIN_MS = 600_000;

/** Equal for two requests of an account that would make the same trade: what is asked for, not how it is quoted. */
export function termsHash({ legs, side, quantity, unwinds }: CreateRfqRequest): string {
  const plain = legs.map((leg) => ({ ...leg, ratio: new Decimal(leg.ratio).toString() }));
  return contentHash({ legs: plain, side, quantity: new Decimal(quantity).toString(), unwinds: unwinds ?? null });
}

/** What a decision says of it beside what fails: the desk may quote it, and the client may mean it. */
export function duplicateNote(rfqId: string): { readonly rule: string; readonly message: string } {
  return { rule: 'TR-08', message: `DUPLICATE of ${rfqId}` };
}
