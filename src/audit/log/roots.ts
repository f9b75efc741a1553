import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';

/** The last block of a day, kept outside the database: whoever rewrites the whole chain cannot rewrite this. */
export interface DailyRoot {
  /** UTC date, such as 2026-11-22. */
  readonly day: string;
  readonly block: number;
  readonly toSeq: number;
  readonly hash: string;
  readonly sealedAt: string;
}

const FILE = /^(\d{4}-\d{2}-\d{2})\.json$/;

/** The last block of each day, up to a day (UTC date, inclusive). */
export async function dailyRoots(db: Database, { from, to }: { from: string; to: string }): Promise<DailyRoot[]> {
  const { rows } = await sql<{ day: string; number: string; to_seq: string; hash: string; sealed_at: Date }>`
    select distinct on (day) to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD') as day, number, to_seq, hash, sealed_at
    from audit_block
    where sealed_at >= ${`${from}T00:00:00Z`}::timestamptz and sealed_at < ${`${to}T00:00:00Z`}::timestamptz + interval '1 day'
    order by day, number desc`.execute(db);
  return rows.map(({ day, number, to_seq: toSeq, hash, sealed_at: sealedAt }) => ({
    day,
    block: Number(number),
    toSeq: Number(toSeq),
    hash,
    sealedAt: sealedAt.toISOString(),
  }));
}

/** Root files in a folder, by day; none when the folder is not there. @throws Error when one cannot be read. */
export function readRootFiles(folder: string): DailyRoot[] {
  return namesIn(folder).map((day) => JSON.parse(readFileSync(join(folder, `${day}.json`), 'utf8')) as DailyRoot);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => FILE.exec(name)?.[1] ?? [])
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Writes the files that lack of days that are over; a file that is there is never touched. Returns what it wrote. */
export async function exportRoots(
  db: Database,
  { folder, today }: { readonly folder: string; readonly today: string },
): Promise<DailyRoot[]> {
  const there = new Set(namesIn(folder));
  const newest = [...there].at(-1) ?? '0001-01-01';
  const roots = await dailyRoots(db, { from: newest, to: today });
  const lacking = roots.filter(({ day }) => day < today && !there.has(day));
  if (lacking.length > 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const root of lacking) {
    const path = join(folder, `${root.day}.json`);
    writeFileSync(`${path}.part`, `${JSON.stringify(root)}\n`, { mode: 0o400 });
    renameSync(`${path}.part`, path);
  }
  return lacking;
}
