import type { QuoteReplay } from '../../contracts/replay.ts';
import { restoredBases } from '../restored-bases.ts';
import type { StoredBases } from '../stored-bases.ts';
import { replayQuote } from './replay-quote.ts';
import type { StoredQuote } from './stored-quotes.ts';

/** Quotes, and the texts of what they were computed from. */
export interface ReplayChunk {
  readonly quotes: readonly StoredQuote[];
  readonly bases: StoredBases;
}

/** In the order of the quotes. */
export async function replayChunk({ quotes, bases }: ReplayChunk): Promise<QuoteReplay[]> {
  const restored = restoredBases(bases);
  const replays: QuoteReplay[] = [];
  for (const quote of quotes) {
    replays.push(
      replayQuote(quote, {
        snapshot: restored.snapshot(quote.snapshotId),
        policy: restored.policy(quote.policyVersion),
        rebuild: await restored.model(quote.modelVersion),
      }),
    );
  }
  return replays;
}
