import { sql } from 'kysely';
import type { MarketHalt } from '../market/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/logging.ts';
import type { FedUnderlying } from './feed-halts.ts';

interface ClockCheckDeps {
  /** The database's clock; UTC epoch ms. */
  readonly readDatabase: () => Promise<number>;
  readonly clock: Clock;
  /** More than this apart, in ms, and nothing is quoted; 0 does not compare. */
  readonly toleranceMs: number;
  readonly log: Pick<Logger, 'error' | 'info'>;
}

/** How far the database's clock is ahead of the service's, ms; negative where it is behind. */
interface ClockReading {
  readonly offsetMs: number;
  /** What the way there and back leaves open, on either side. */
  readonly uncertaintyMs: number;
  /** UTC epoch ms. */
  readonly at: number;
}

const EVERY_MS = 10_000;

/** The database's clock against the middle of the time that asking took, as network time is read. */
async function readClocks({ readDatabase, clock }: ClockCheckDeps): Promise<ClockReading> {
  const asked = clock.now();
  const database = await readDatabase();
  const at = clock.now();
  return { offsetMs: database - (asked + at) / 2, uncertaintyMs: Math.max(at - asked, 0) / 2, at };
}

/** UTC epoch ms. */
export async function databaseNow(db: Database): Promise<number> {
  const { rows } = await sql<{ now: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(db);
  return rows[0]?.now ?? Number.NaN;
}

/** Whether the clocks are surely further apart than is tolerated: a slow answer alone says nothing. */
function isApart({ offsetMs, uncertaintyMs }: ClockReading, toleranceMs: number): boolean {
  return toleranceMs > 0 && !(Math.abs(offsetMs) - uncertaintyMs <= toleranceMs);
}

/**
 * Rule AU-03. Quotes live and die by the service's clock, and the books are dated by it: while it and the database's are
 * further apart than the tolerance, every underlying is halted. Which of the two is wrong is for people to find out.
 */
export function makeClockCheck(deps: ClockCheckDeps) {
  const { toleranceMs, log } = deps;
  let timer: NodeJS.Timeout | null = null;
  let apart: ClockReading | null = null;

  const look = async () => {
    const reading = await readClocks(deps);
    const was = apart;
    if (!isApart(reading, toleranceMs)) apart = null;
    else apart = { ...reading, at: was?.at ?? reading.at };
    const offsetMs = Math.round(reading.offsetMs);
    if (was === null && apart !== null)
      log.error({ rule: 'AU-03', offsetMs, toleranceMs }, 'the clock differs from the database’s: nothing is quoted');
    if (was !== null && apart === null)
      log.info({ rule: 'AU-03', offsetMs }, 'the clock agrees with the database’s again');
  };
  // A database that does not answer is the heartbeat's to say; what was last known of its clock stands.
  const lookOn = () => void look().catch(() => undefined);

  return {
    look,
    start() {
      if (toleranceMs === 0 || timer !== null) return;
      timer = setInterval(lookOn, EVERY_MS).unref();
      lookOn();
    },
    stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
    halts: (fed: () => readonly FedUnderlying[]): MarketHalt[] => (apart === null ? [] : clockHalts(apart, fed())),
  };
}

function clockHalts({ offsetMs, at }: ClockReading, fed: readonly FedUnderlying[]): MarketHalt[] {
  const message = `CLOCK ${Math.round(offsetMs)} ms: the database’s clock less the service’s`;
  return fed.map(({ underlying }) => ({
    code: 'TRADING_PAUSED',
    rule: 'AU-03',
    scope: { underlying },
    message,
    since: at,
    cleanSince: null,
  }));
}
