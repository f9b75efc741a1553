import { createHash } from 'node:crypto';
import type { MarketSnapshot } from '../../pricing/index.ts';
import type { MarketCondition } from './conditions.ts';
import { exactJson, exactValue } from './exact-json.ts';

/** A snapshot with its content address: what quotes refer to, and what replay reads back. */
export interface IdentifiedSnapshot {
  readonly snapshot: MarketSnapshot;
  /** `snap_` and 40 hex digits. Computed when first asked for, then kept. */
  readonly id: string;
  /** Canonical JSON; the only form that is stored. Computed when first asked for, then kept. */
  readonly text: string;
  /** The recording's own time of these prices, UTC epoch ms; null unless the market is a recording. */
  readonly recordedAt: number | null;
  /** What is wrong with the market at this moment, beyond the age of its prices. Not part of the address. */
  readonly conditions: readonly MarketCondition[];
}

/** What is known beside the prices; neither changes the id. */
export interface SnapshotContext {
  readonly recordedAt?: number | null;
  readonly conditions?: readonly MarketCondition[];
}

/**
 * 160 of SHA-256's 256 bits: no accident will ever repeat one (a trillion snapshots: odds below 1e-24), and the id
 * stays within the 64 characters that ids have on the wire.
 */
const ID_HEX_DIGITS = 40;

/**
 * Puts the content address on a snapshot. Numbers are checked now, so that no NaN is ever quoted from; text and hash,
 * which cost more, wait until a quote asks for them.
 *
 * @throws Error naming the path of a number that is not finite.
 */
export function identify(
  snapshot: MarketSnapshot,
  { recordedAt = null, conditions = [] }: SnapshotContext = {},
): IdentifiedSnapshot {
  const plain = exactValue(snapshot, 'snapshot');
  let text: string | undefined;
  let id: string | undefined;
  const readText = () => {
    text ??= exactJson(plain, 'snapshot');
    return text;
  };
  return {
    snapshot: plain,
    recordedAt,
    conditions,
    get text() {
      return readText();
    },
    get id() {
      id ??= snapshotId(readText());
      return id;
    },
  };
}

/** The content address of a snapshot's canonical text. */
export function snapshotId(text: string): string {
  return `snap_${createHash('sha256').update(text, 'utf8').digest('hex').slice(0, ID_HEX_DIGITS)}`;
}

/**
 * Reads a stored snapshot back to the same bits.
 *
 * @throws Error when the text is not the one this id was given for.
 */
export function readStoredSnapshot({ id, text }: { readonly id: string; readonly text: string }): IdentifiedSnapshot {
  const actual = snapshotId(text);
  if (actual !== id) throw new Error(`stored text of snapshot ${id} must hash to its id, was ${actual}`);
  return identify(JSON.parse(text) as MarketSnapshot);
}
