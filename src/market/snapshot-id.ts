import type { DiscountCurve, MarketSnapshot, UnderlyingMarket, VolatilitySurface } from '../../pricing/index.ts';
import type { MarketCondition } from './conditions.ts';
import { contentId } from './content-id.ts';
import { exactJson, exactValue } from './exact-json.ts';
import { type ExactPart, exactPart, restorePart, type SnapshotPart } from './snapshot-parts.ts';

/** A snapshot with its content address: what quotes refer to, and what replay reads back. */
export interface IdentifiedSnapshot {
  readonly snapshot: MarketSnapshot;
  /** `snap_` and 40 hex digits: of the text, and through its references of everything. Computed when first asked for, then kept. */
  readonly id: string;
  /**
   * Canonical JSON with `{ "ref": "part_…" }` in the place of each volatility surface and each discount curve; with the
   * parts the only form that is stored. Computed when first asked for, then kept.
   */
  readonly text: string;
  /** What the text refers to, each once, ascending by id. */
  readonly parts: readonly SnapshotPart[];
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

/** A snapshot as it is stored. `parts` may hold others besides its own. */
export interface StoredSnapshot {
  readonly id: string;
  readonly text: string;
  readonly parts: readonly SnapshotPart[];
}

/**
 * Puts the content address on a snapshot. Numbers are checked now, so that no NaN is ever quoted from; texts and hashes,
 * which cost more, wait until a quote asks for them. A surface or curve that was in an earlier snapshot, the same object,
 * is neither checked nor hashed again.
 *
 * @throws Error naming the path of a number that is not finite.
 */
export function identify(snapshot: MarketSnapshot, context: SnapshotContext = {}): IdentifiedSnapshot {
  const { plain, inline, surfaces, curves } = separate(snapshot);
  let text: string | undefined;
  let id: string | undefined;
  let parts: readonly SnapshotPart[] | undefined;
  const readText = () => {
    text ??= exactJson(
      joined(inline, { surfaces: mapValues(surfaces, refTo), curves: mapValues(curves, refTo) }),
      'snapshot',
    );
    return text;
  };
  return {
    snapshot: plain,
    ...contextOf(context),
    get text() {
      return readText();
    },
    get id() {
      id ??= snapshotId(readText());
      return id;
    },
    get parts() {
      parts ??= distinct([...Object.values(surfaces), ...Object.values(curves)].map(({ part }) => part));
      return parts;
    },
  };
}

/** The content address of a snapshot's canonical text. */
export function snapshotId(text: string): string {
  return contentId('snap', text);
}

/**
 * Reads a stored snapshot back to the same bits. Where two snapshots are read with the same part objects, they share the
 * surfaces and curves.
 *
 * @throws Error when a text is not the one its id was given for, or a part is missing.
 */
export function readStoredSnapshot(stored: StoredSnapshot, context: SnapshotContext = {}): IdentifiedSnapshot {
  const { id, text } = stored;
  const actual = snapshotId(text);
  if (actual !== id) throw new Error(`stored text of snapshot ${id} must hash to its id, was ${actual}`);
  const byId = new Map(stored.parts.map((part) => [part.id, part]));
  const used = new Map<string, SnapshotPart>();
  const restore = ({ ref }: PartReference) => {
    const part = byId.get(ref);
    if (part === undefined) throw new Error(`part ${ref} of snapshot ${id} must be stored, was missing`);
    used.set(ref, part);
    return restorePart(part).value;
  };
  const { inline, surfaces, curves } = referring(text);
  const snapshot = joined(inline, {
    surfaces: mapValues(surfaces, (reference) => restore(reference) as VolatilitySurface),
    curves: mapValues(curves, (reference) => restore(reference) as DiscountCurve),
  });
  return { snapshot, id, text, parts: distinct([...used.values()]), ...contextOf(context) };
}

/** The ids of the parts that the text of a stored snapshot refers to, each once. */
export function partIdsOf(text: string): string[] {
  const { surfaces, curves } = referring(text);
  return [...new Set([...Object.values(surfaces), ...Object.values(curves)].map(({ ref }) => ref))];
}

interface PartReference {
  readonly ref: string;
}

type InlineUnderlying = Omit<UnderlyingMarket, 'volatility'>;
type Inline = Omit<MarketSnapshot, 'underlyings' | 'discounts'> & {
  readonly underlyings: Readonly<Record<string, InlineUnderlying>>;
};

/** What is stored inline, and what by reference. */
function separate(snapshot: MarketSnapshot) {
  const { discounts, ...rest } = snapshot;
  const surfaces = mapValues(snapshot.underlyings, ({ volatility }, name) =>
    exactPart(volatility, `snapshot.underlyings.${name}.volatility`),
  );
  const curves = mapValues(discounts, (curve, currency) => exactPart(curve, `snapshot.discounts.${currency}`));
  const given: Inline = { ...rest, underlyings: mapValues(rest.underlyings, withoutVolatility) };
  const inline = exactValue(given, 'snapshot');
  const unchanged =
    inline === given &&
    Object.entries(surfaces).every(([name, { value }]) => value === snapshot.underlyings[name]?.volatility) &&
    Object.entries(curves).every(([currency, { value }]) => value === discounts[currency]);
  const plain = unchanged
    ? snapshot
    : joined(inline, { surfaces: mapValues(surfaces, exactValueOf), curves: mapValues(curves, exactValueOf) });
  return { plain, inline, surfaces, curves };
}

function withoutVolatility({ volatility: _, ...inline }: UnderlyingMarket): InlineUnderlying {
  return inline;
}

function joined<S, C>(
  inline: Inline,
  { surfaces, curves }: { readonly surfaces: Readonly<Record<string, S>>; readonly curves: C },
) {
  const underlyings = mapValues(surfaces, (volatility, name) => ({
    ...(inline.underlyings[name] as InlineUnderlying),
    volatility,
  }));
  return { ...inline, underlyings, discounts: curves };
}

function referring(text: string) {
  const { discounts, ...rest } = JSON.parse(text) as Inline & {
    readonly underlyings: Readonly<Record<string, { readonly volatility: PartReference }>>;
    readonly discounts: Readonly<Record<string, PartReference>>;
  };
  return { inline: rest, surfaces: mapValues(rest.underlyings, ({ volatility }) => volatility), curves: discounts };
}

function contextOf({ recordedAt = null, conditions = [] }: SnapshotContext) {
  return { recordedAt, conditions };
}

function exactValueOf<T extends VolatilitySurface | DiscountCurve>({ value }: ExactPart<T>): T {
  return value;
}

function refTo({ part }: ExactPart): PartReference {
  return { ref: part.id };
}

function distinct(parts: readonly SnapshotPart[]): SnapshotPart[] {
  const byId = new Map(parts.map((part) => [part.id, part]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
