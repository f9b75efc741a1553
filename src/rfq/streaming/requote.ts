import type { QuoteChange } from '../../contracts/quote.ts';
import { ok } from '../../contracts/result.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import { type BuiltQuote, hasMoved } from '../../quoting/index.ts';
import { changeSince } from '../desk/change.ts';
import { sizeOf } from '../desk/checks.ts';
import { type DeskDeps, type Done, type OnDesk, onDesk } from '../desk/desk.ts';
import { inputOf } from '../desk/price-request.ts';
import { nextVersion } from '../desk/proposals.ts';
import { judgeRelease, publishQuote, storeSnapshot } from '../desk/publish-quote.ts';
import { ttlMsFor } from '../desk/validity.ts';
import { quoteInModelRange } from '../model-range.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Stream } from './leases.ts';

/** What a stream is priced by. */
type StreamingRules = Pick<Rulebook, 'accounts' | 'policy' | 'desk'>;

/** `left`: the quote is no longer the one shown; `refused`: the gates let no new version out now. */
export type Requoted = 'published' | 'left' | 'refused';

/** A version is replaced when so much of its life is over, though the price stands. */
const RENEW_AT_SHARE = 0.75;

/** Why the version shown is to be replaced on this market; null while it is good. A stream past its time is left alone. */
export function reasonToRequote(
  stream: Stream,
  { market, rulebook, now }: { market: IdentifiedSnapshot; rulebook: StreamingRules; now: number },
): QuoteChange | null {
  const { shown, request } = stream;
  const { policy, version } = rulebook.policy;
  if (now > stream.createdAt + policy.streaming.maxMs) return null;
  const built = priceOf(stream, { market, rulebook });
  if (built === null) return null;
  const moved = hasMoved(
    { shown: { ...shown, passport: stream.passport }, now: built, premiumCurrency: request.premiumCurrency },
    policy,
  );
  const isOld = now > Date.parse(shown.serverTime) + shown.ttlMs * RENEW_AT_SHARE;
  if (!moved) return isOld ? 'validity' : null;
  const change = changeSince(
    { reference: shown.reference, policyVersion: stream.policyVersion },
    { reference: built.reference, policyVersion: version },
  );
  // Nobody's hand was on it.
  return change === 'trader' ? 'spot' : change;
}

/** Null where the model has no number, or was not validated: the version shown runs out. */
function priceOf(
  { request, accountId }: Pick<Stream, 'request' | 'accountId'>,
  { market, rulebook }: { market: IdentifiedSnapshot; rulebook: StreamingRules },
): BuiltQuote | null {
  const answer = quoteInModelRange(inputOf(request, { accountId, rulebook, market }), rulebook.desk.policy.routing);
  return answer.ok ? answer.built : null;
}

/** Puts the next version in the place of the one shown, if that is still the live one: whoever commits first wins. */
export async function requote(
  deps: DeskDeps,
  stream: Stream,
  { market, change }: { market: IdentifiedSnapshot; change: QuoteChange },
): Promise<Requoted> {
  const result = await onDesk<Requoted>(deps, stream.rfqId, async (at) => {
    if (!isShown(at, stream)) return { result: ok('left'), unchanged: true };
    const built = priceOf(stream, { market, rulebook: at.rulebook });
    if (built === null) return { result: ok('refused'), unchanged: true };
    // What was judged is kept, also when it stops the version; nobody has to be told.
    if ((await judgeRelease(deps, at, { market, built, trader: null })) !== null)
      return { result: ok('refused'), unchanged: true };
    return publish(deps, at, { built, market, change });
  });
  return result.ok ? result.value : 'left';
}

function isShown({ rfq, task, now }: OnDesk, { shown }: Stream): boolean {
  return (
    rfq.state === 'quoted' && rfq.quoteVersion === shown.version && task === null && now <= Date.parse(shown.validUntil)
  );
}

async function publish(
  deps: DeskDeps,
  at: OnDesk,
  { built, market, change }: { built: BuiltQuote; market: IdentifiedSnapshot; change: QuoteChange },
): Promise<Done<Requoted>> {
  const { tx, rfq, rulebook } = at;
  await storeSnapshot(tx, market);
  const { quoteId, version } = await nextVersion(tx, rfq.rfqId);
  const ttlMs = ttlMsFor(
    {
      mode: 'automatic',
      kinds: rfq.request.legs.map(({ instrument }) => instrument.kind),
      notionalUsd: sizeOf(rfq.request, built).notionalUsd,
      volatility: Number(built.reference.impliedVol ?? 0),
      desiredTtlMs: rfq.request.desiredTtlMs ?? null,
    },
    { rules: rulebook.desk.policy.validity, bounds: rulebook.policy.policy.validity },
  );
  const publication = {
    quoteId: quoteId ?? deps.ids('qt'),
    version,
    built,
    ttlMs,
    change,
    policyVersion: rulebook.policy.version,
    by: null,
  };
  const { quote, events } = await publishQuote(at, publication, null);
  return { result: ok('published'), events, live: quote };
}
