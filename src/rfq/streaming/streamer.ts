import type { AccountEvent } from '../../audit/index.ts';
import type { EventData } from '../../contracts/events.ts';
import type { IdentifiedSnapshot } from '../../market/index.ts';
import type { DeskDeps } from '../desk/desk.ts';
import { claimStreams, renewStreams, type Stream } from './leases.ts';
import { reasonToRequote, requote } from './requote.ts';

export interface StreamerDeps extends DeskDeps {
  readonly market: { current(): IdentifiedSnapshot | null; onSnapshot(listener: () => void): () => void };
  /** What was missed is done by the next pass. */
  readonly onFailure: (error: unknown) => void;
}

/** Markets that come faster are passed over: only the newest counts. */
const PASS_MS = 250;
const RETRY_MS = 1_000;

interface Held {
  readonly stream: Stream;
  /** After a refusal; UTC epoch ms. */
  readonly notBefore: number;
}

/**
 * Streamed quotes: those that this process created, and those whose process is gone, are priced anew as the market
 * moves, one pass at a time; a price that has left the one shown by more than the policy's tolerance becomes a version.
 */
export function makeStreamer(deps: StreamerDeps) {
  const owner = deps.ids('str');
  const held = new Map<string, Held>();
  let pass: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let passedAt = 0;

  const holder = () => ({ db: deps.db, owner, now: deps.clock.now() });
  const take = (streams: readonly Stream[]) => {
    for (const stream of streams) held.set(stream.rfqId, { stream, notBefore: 0 });
  };
  const look = async (rfqId: string, { stream, notBefore }: Held) => {
    const now = deps.clock.now();
    const market = deps.market.current();
    if (market === null || now < notBefore) return;
    const change = reasonToRequote(stream, { market, rulebook: deps.rulebooks.current(), now });
    if (change === null) return;
    const outcome = await requote(deps, stream, { market, change });
    if (outcome === 'refused') {
      held.set(rfqId, { stream, notBefore: now + RETRY_MS });
      return;
    }
    // Gone, or shown anew: by us, or by somebody else.
    held.delete(rfqId);
    take(await claimStreams(holder(), rfqId));
  };
  const passOnce = async () => {
    passedAt = deps.clock.now();
    for (const [rfqId, one] of [...held]) await look(rfqId, one).catch(deps.onFailure);
  };
  const runPass = (): Promise<void> => {
    pass ??= passOnce().finally(() => {
      pass = null;
    });
    return pass;
  };
  const soon = () => {
    if (held.size === 0 || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        void runPass();
      },
      Math.max(0, Math.min(PASS_MS, passedAt + PASS_MS - deps.clock.now())),
    );
  };
  const stopListening = deps.market.onSnapshot(soon);

  return {
    /** Told of what has become durable: a streamed quote that is new is ours. */
    offer(events: readonly AccountEvent[]): void {
      for (const { envelope } of events) {
        if (envelope.type !== 'quote.live') continue;
        const { rfqId, streaming, replaces } = envelope.data as EventData<'quote.live'>;
        if (streaming === true && replaces === null) claimStreams(holder(), rfqId).then(take).catch(deps.onFailure);
      }
    },

    /** Keeps what is ours, takes what nobody keeps, and passes over all of it, whether the market moves or not. */
    async sweep(): Promise<void> {
      const kept = await renewStreams(holder(), [...held.keys()]);
      for (const rfqId of [...held.keys()]) if (!kept.has(rfqId)) held.delete(rfqId);
      take(await claimStreams(holder(), null));
      await runPass();
    },

    async stop(): Promise<void> {
      stopListening();
      clearTimeout(timer);
      await pass;
    },
  };
}
