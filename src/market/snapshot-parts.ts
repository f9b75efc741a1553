import type { DiscountCurve, VolatilitySurface } from '../../pricing/index.ts';
import { contentId } from './content-id.ts';
import { exactJson, exactValue } from './exact-json.ts';

/** A volatility surface or a discount curve in the only form that is stored, under its content address. */
export interface SnapshotPart {
  /** `part_` and 40 hex digits. */
  readonly id: string;
  /** Canonical JSON. */
  readonly text: string;
}

/** What snapshots hold by reference: large, and the same from one tick to the next. */
type PartValue = VolatilitySurface | DiscountCurve;

export interface ExactPart<T extends PartValue = PartValue> {
  /** The value that its text reads back to. */
  readonly value: T;
  /** Text and id are computed when first asked for, then kept. */
  readonly part: SnapshotPart;
}

/** By the object itself, as parts are never mutated: the same surface under a new spot is neither checked nor hashed again. */
const KNOWN = new WeakMap<object, ExactPart>();
const RESTORED = new WeakMap<SnapshotPart, ExactPart>();

/** @throws Error naming the path of a number that is not finite. */
export function exactPart<T extends PartValue>(given: T, path: string): ExactPart<T> {
  const known = KNOWN.get(given);
  if (known !== undefined) return known as ExactPart<T>;
  const value = exactValue(given, path);
  const exact = { value, part: lazyPart(value, path) };
  KNOWN.set(given, exact);
  KNOWN.set(value, exact);
  return exact;
}

/**
 * Reads a stored part back to the same bits; the same `stored` object gives the same value.
 *
 * @throws Error when the text is not the one this id was given for.
 */
export function restorePart(stored: SnapshotPart): ExactPart {
  const restored = RESTORED.get(stored);
  if (restored !== undefined) return restored;
  const actual = contentId('part', stored.text);
  if (actual !== stored.id) throw new Error(`stored text of part ${stored.id} must hash to its id, was ${actual}`);
  const exact = { value: JSON.parse(stored.text) as PartValue, part: stored };
  RESTORED.set(stored, exact);
  KNOWN.set(exact.value, exact);
  return exact;
}

function lazyPart(value: PartValue, path: string): SnapshotPart {
  let text: string | undefined;
  let id: string | undefined;
  const readText = () => {
    text ??= exactJson(value, path);
    return text;
  };
  return {
    get text() {
      return readText();
    },
    get id() {
      id ??= contentId('part', readText());
      return id;
    },
  };
}
