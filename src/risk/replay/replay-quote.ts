import type { QuoteReplay } from '../../contracts/replay.ts';
import { REPLAY_PARTS } from '../../contracts/replay.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import type { BuiltQuote, QuoteInput, VersionedPolicy } from '../../quoting/index.ts';
import { differences } from './differences.ts';
import type { RebuildQuote } from './models.ts';
import type { StoredQuote } from './stored-quotes.ts';

/** What a stored quote is computed again from; where it is not there any more, why. */
export interface ReplayBasis {
  readonly snapshot: IdentifiedSnapshot | string;
  readonly policy: VersionedPolicy | string;
  readonly rebuild: RebuildQuote | string;
}

/** Computes a quote again and compares each digit of each part with what was stored. */
export function replayQuote(quote: StoredQuote, basis: ReplayBasis): QuoteReplay {
  const { snapshot, policy, rebuild } = basis;
  if (typeof snapshot === 'string') return notReplayable(quote, snapshot);
  if (typeof policy === 'string') return notReplayable(quote, policy);
  if (typeof rebuild === 'string') return notReplayable(quote, rebuild);
  try {
    const rebuilt = rebuild(inputOf(quote, { snapshot, policy }), quote.inputs.terms);
    if (!rebuilt.ok) return notReplayable(quote, `the terms are refused now: ${rebuilt.rejection.message}`);
    return compared(quote, rebuilt.value);
  } catch (error) {
    return notReplayable(quote, `the model has no number: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function inputOf(
  { request, inputs }: StoredQuote,
  { snapshot, policy }: { snapshot: IdentifiedSnapshot; policy: VersionedPolicy },
): QuoteInput {
  const { legs, side, premiumCurrency } = request;
  const { id: snapshotId, snapshot: market } = snapshot;
  return { legs, side, premiumCurrency, tier: inputs.tier, policy, market, snapshotId };
}

/** What both sides are compared as: JSON, as it is stored. */
function partsOf({
  modelVersion,
  bid,
  offer,
  legs,
  reference,
  passport,
}: Pick<BuiltQuote, (typeof REPLAY_PARTS)[number]>) {
  return JSON.parse(JSON.stringify({ modelVersion, bid, offer, legs, reference, passport })) as Record<string, unknown>;
}

function compared(quote: StoredQuote, rebuilt: BuiltQuote): QuoteReplay {
  const stored = partsOf(quote.stored);
  const replayed = partsOf(rebuilt);
  const byPart = REPLAY_PARTS.map((part) => ({ part, found: differences(stored[part], replayed[part], part) }));
  const found = byPart.flatMap((one) => one.found);
  return {
    ...headOf(quote),
    outcome: found.length === 0 ? 'equal' : 'different',
    why: null,
    parts: byPart.map((one) => ({ part: one.part, equal: one.found.length === 0 })),
    differences: found,
  };
}

function notReplayable(quote: StoredQuote, why: string): QuoteReplay {
  return { ...headOf(quote), outcome: 'notReplayable', why, parts: [], differences: [] };
}

function headOf({
  quoteId,
  version,
  rfqId,
  accountId,
  quotedAt,
  snapshotId,
  policyVersion,
  modelVersion,
}: StoredQuote) {
  return { quoteId, version, rfqId, accountId, quotedAt, snapshotId, policyVersion, modelVersion };
}
