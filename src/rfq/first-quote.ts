import type { QuoteView } from '../contracts/quote.ts';
import type { CreateRfqRequest } from '../contracts/rfq.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { IdSource } from '../platform/ids.ts';
import type { BuiltQuote } from '../quoting/index.ts';
import { sizeOf } from './desk/checks.ts';
import { ttlMsFor } from './desk/validity.ts';
import type { Decision } from './gates.ts';
import { standingTerms } from './records.ts';
import type { Rulebook } from './rulebook.ts';

interface Priced {
  readonly rfqId: string;
  readonly built: BuiltQuote;
  readonly decisions: readonly Decision[];
}

interface Asked {
  readonly request: CreateRfqRequest;
  readonly rulebook: Rulebook;
}

/** Version 1 of an automatic quote, as the client sees it, living from now for as long as the policies say. */
export function firstQuote(
  { ids, clock }: { readonly ids: IdSource; readonly clock: Clock },
  { request, rulebook }: Asked,
  of: Priced,
): QuoteView {
  const ttlMs = ttlMsFor(
    {
      mode: 'automatic',
      kinds: request.legs.map(({ instrument }) => instrument.kind),
      notionalUsd: sizeOf(request, of.built).notionalUsd,
      volatility: Number(of.built.reference.impliedVol ?? 0),
      desiredTtlMs: request.desiredTtlMs ?? null,
    },
    { rules: rulebook.desk.policy.validity, bounds: rulebook.policy.policy.validity },
  );
  const now = clock.now();
  const { bid, offer, legs, reference } = of.built;
  return {
    quoteId: ids('qt'),
    version: 1,
    replaces: null,
    rfqId: of.rfqId,
    clientRfqId: request.clientRfqId,
    bid,
    offer,
    quantity: request.quantity,
    ...standingTerms(request, of.decisions.at(-1)?.handling),
    premiumCurrency: request.premiumCurrency,
    firm: true,
    legs,
    reference,
    serverTime: toInstant(now),
    validUntil: toInstant(now + ttlMs),
    ttlMs,
    capacity: 'principal',
    warnings: [...(of.decisions.at(-1)?.warnings ?? [])],
  };
}
