import type { Executor } from '../../platform/database/database.ts';
import { type AuditEntry, recordAudit } from './record.ts';

/** Of one page that somebody has open: named by the page itself, once each time it is opened. */
interface Opening {
  readonly viewer: string;
  /** Undefined: whoever asks says nothing of a page, and each reading is recorded. */
  readonly opening: string | undefined;
  /** What this reading shows, a quote by its id and version. */
  readonly shown: readonly string[];
}

export interface ViewsOnce {
  /** Records the view, unless this opening was shown all of it before. What cannot be recorded throws. */
  record(db: Executor, entry: AuditEntry, of: Opening): Promise<void>;
}

/** More open pages than a desk has; the oldest is forgotten first, and recorded once more when it reads again. */
const OPENINGS_MAX = 2_000;
const SHOWN_MAX = 5_000;

/**
 * A live page reads the same prices every few seconds. The log tells who saw which quote, once each time a page is opened
 * (AU-01), and not how often the page read it.
 */
export function makeViewsOnce(record: (db: Executor, entry: AuditEntry) => Promise<void> = recordAudit): ViewsOnce {
  const openings = new Map<string, Set<string>>();
  return {
    async record(db, entry, { viewer, opening, shown }) {
      if (opening === undefined) return record(db, entry);
      const key = `${viewer} ${opening} ${entry.object.type}`;
      const names = [`${entry.object.id}`, ...shown];
      const seen = openings.get(key);
      if (seen !== undefined && names.every((name) => seen.has(name))) return;
      await record(db, entry);
      // Only after it is recorded: a reading that failed is tried again.
      remember(openings, key, names);
    },
  };
}

function remember(openings: Map<string, Set<string>>, key: string, names: readonly string[]): void {
  const before = openings.get(key);
  const kept = before === undefined || before.size > SHOWN_MAX ? new Set<string>() : before;
  for (const name of names) kept.add(name);
  openings.delete(key);
  openings.set(key, kept);
  const [oldest] = openings.keys();
  if (openings.size > OPENINGS_MAX && oldest !== undefined) openings.delete(oldest);
}
