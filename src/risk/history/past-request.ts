import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { Side } from '../../contracts/scalars.ts';
import type { MARK_MINUTES } from '../../contracts/what-if.ts';
import type { BuiltQuote, QuoteInputs } from '../../quoting/index.ts';

/** What a client asked for once, with all that is stored of what became of it. Plain data. */
export interface PastRequest {
  readonly rfqId: string;
  readonly accountId: string;
  readonly client: string;
  /** UTC ISO-8601. */
  readonly at: string;
  readonly request: CreateRfqRequest;
  readonly state: string;
  /** Null for the policy's own price. */
  readonly trader: string | null;
  /** Rules that refused it before there was a quote. */
  readonly failures: readonly PastFailure[];
  /** The version that was traded on, or the last one; null when there was none. */
  readonly quote: PastQuote | null;
  /** What the client accepted. */
  readonly trade: { readonly side: Side; readonly at: string } | null;
  /** What it could have been priced on when nothing was quoted: the latest of its time. */
  readonly before: {
    readonly tier: QuoteInputs['tier'];
    readonly snapshotId: string | null;
    readonly policyVersion: string | null;
  };
  /** By minutes after the trade, or the quote; null where no snapshot of that minute was stored. */
  readonly marks: { readonly [M in (typeof MARK_MINUTES)[number]]: string | null };
}

export interface PastFailure {
  readonly rule: string;
  readonly code: string;
  readonly message: string;
}

export interface PastQuote {
  readonly quotedAt: string;
  readonly snapshotId: string;
  readonly policyVersion: string;
  readonly modelVersion: string;
  readonly inputs: QuoteInputs;
  readonly stored: PriceParts;
}

/** What is compared, field by field. */
export type PriceParts = Pick<BuiltQuote, 'modelVersion' | 'bid' | 'offer' | 'legs' | 'reference' | 'passport'>;
