import type { AccountEvent } from './audit/index.ts';
import {
  type DeskDeps,
  limitStreaming,
  type makeAcceptQuote,
  type makeCreateRfq,
  makeLimitOrders,
  makeStreamer,
} from './rfq/index.ts';
import type { World } from './world.ts';

type Hear = (events: readonly AccountEvent[]) => void;

interface LiveQuotesParts {
  readonly announce: Hear;
  readonly acceptQuote: ReturnType<typeof makeAcceptQuote>;
}

/** What live quotes do by themselves: trade at a limit, follow the market. It hears of every quote that this process announces. */
export function composeLiveQuotes(
  { config, db, market, clock, log }: World,
  { announce, acceptQuote }: LiveQuotesParts,
) {
  const limitOrders = makeLimitOrders({
    db,
    clock,
    acceptQuote,
    onFailure: (error) => log.warn({ err: error }, 'a limit price was not looked at'),
  });
  const hearers: Hear[] = [announce, limitOrders.offer];
  return {
    announce(events: readonly AccountEvent[]): void {
      for (const hear of hearers) hear(events);
    },
    executeLimits: limitOrders.sweep,

    /** Once the desk is there, whose releases a new version goes through. */
    stream(desk: DeskDeps, createRfq: ReturnType<typeof makeCreateRfq>) {
      const streamer = makeStreamer({
        ...desk,
        market,
        onFailure: (error) => log.warn({ err: error }, 'a streamed quote was not priced anew'),
      });
      hearers.push(streamer.offer);
      return { streamer, createRfq: limitStreaming({ db, cap: config.STREAMING_QUOTES_PER_ACCOUNT, createRfq }) };
    },
  };
}
