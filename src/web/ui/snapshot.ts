import { z } from 'zod';
import type { MarketSnapshot } from '../../../pricing/index.ts';
import { api, orThrow } from '../app/session.ts';
import { serverTime } from '../live/link.ts';

const StoredSnapshot = z.looseObject({ snapshotId: z.string(), asOf: z.unknown(), snapshot: z.unknown() });

export interface Stored {
  readonly snapshotId: string;
  readonly snapshot: MarketSnapshot;
}

/** The latest market that a quote was made from: plain data, as the pricing library takes it. */
export async function latestSnapshot(): Promise<Stored> {
  const at = new Date(serverTime.now()).toISOString();
  const path = `/market/snapshots?at=${encodeURIComponent(at)}`;
  const { snapshotId, snapshot } = await orThrow(api.send({ method: 'GET', path, data: StoredSnapshot }));
  return { snapshotId, snapshot: snapshot as MarketSnapshot };
}
