import type { KeyScope } from '../contracts/api-keys.ts';

/** How somebody came in. */
export type Entry =
  | {
      readonly kind: 'session';
      readonly sessionId: string;
      /** Held by a page's cookie, which the browser sends by itself. */
      readonly cookie: boolean;
      /** May do nothing but enrol the second factor that is required. */
      readonly enrolling: boolean;
    }
  | {
      readonly kind: 'apiKey';
      readonly keyId: string;
      readonly scopes: readonly KeyScope[];
      /** Dollars of notional in one request, and accepted in one day (UTC); decimal text, null for no cap of its own. */
      readonly maxOrderUsd: string | null;
      readonly maxDayUsd: string | null;
    };
