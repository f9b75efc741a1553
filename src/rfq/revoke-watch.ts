import type { IdentifiedSnapshot, MarketGuards, MarketHalt } from '../market/index.ts';
import type { Precedence } from '../platform/precedence.ts';
import { nextRuleChangeAt } from './next-change.ts';
import { type RevokeDeps, type Revoked, revokeStanding } from './revoke.ts';
import type { Ruling } from './revoke-judge.ts';
import type { Rulebooks } from './rulebook.ts';

export interface RevocationDeps extends RevokeDeps {
  readonly rulebooks: Pick<Rulebooks, 'current'>;
  readonly precedence: Pick<Precedence, 'during'>;
  readonly market: { current(): IdentifiedSnapshot | null };
  readonly guards: Pick<MarketGuards, 'halts'>;
  /** Monotonic, ms. */
  readonly elapsed: () => number;
  readonly onSwept: (swept: Swept) => void;
  /** What failed is tried again at the next look. */
  readonly onFailure: (error: unknown) => void;
}

/** Why everything that stands was judged again. */
export type Cause = 'start' | 'rules' | 'time' | 'market';

export interface Swept extends Revoked {
  readonly cause: Cause;
  readonly epoch: number;
  /** From when this process learnt of the cause to the end of the sweep. */
  readonly ms: number;
  /** The first sweep of its cause; later ones find what was being written meanwhile. */
  readonly first: boolean;
}

/** A halt that is over sooner than this was no halt of the market: this process had stood still, and sees it again. */
const HALT_CONFIRM_MS = 250;
/** So long after a cause it is looked for what was locked or being written when the sweep passed. */
const WATCH_MS = 5_000;

interface Watched {
  readonly cause: Cause;
  readonly ruling: Ruling;
  readonly judged: Map<string, number>;
  /** By `elapsed`. */
  readonly seenAt: number;
  /** UTC epoch ms. */
  readonly watchUntil: number;
}

/**
 * Ends live quotes and waiting requests that the rules, the passing of time or the market no longer allow. `look` is
 * cheap while nothing has changed; it is called several times a second, and whenever somebody says that something has.
 */
export function makeRevocation(deps: RevocationDeps) {
  let watched: Watched | null = null;
  let dueAt: number | null = null;
  let swept = 0;
  let unfinished = false;
  let stopped = false;
  let running: Promise<void> | null = null;

  const sweep = async (of: Watched) => {
    const now = deps.clock.now();
    // The market as it is now: what was quoted after a halt was lifted does not fall to it.
    const market = deps.market.current()?.snapshot ?? null;
    const ruling = { ...of.ruling, market, halts: confirmedHalts(deps, now), now };
    const done = await deps.precedence.during(() =>
      revokeStanding(deps, { ruling, judged: of.judged, superseded: () => watched !== of }),
    );
    if (watched !== of) return;
    unfinished = false;
    swept += 1;
    const { cause, seenAt } = of;
    const ms = Math.round(deps.elapsed() - seenAt);
    deps.onSwept({ ...done, cause, epoch: ruling.rulebook.epoch, ms, first: swept === 1 });
  };
  const run = (of: Watched): void => {
    unfinished = true;
    running = sweep(of)
      .catch(deps.onFailure)
      .finally(() => {
        running = null;
        if (watched !== of && !stopped) look();
      });
  };
  const look = (): void => {
    if (stopped) return;
    const now = deps.clock.now();
    const ruling = { rulebook: deps.rulebooks.current(), market: null, halts: confirmedHalts(deps, now), now };
    const cause = causeOf(watched, { ruling, dueAt });
    if (cause !== null) {
      watched = { cause, ruling, judged: new Map(), seenAt: deps.elapsed(), watchUntil: now + WATCH_MS };
      dueAt = nextRuleChangeAt(ruling.rulebook, now);
      swept = 0;
    }
    if (watched === null || running !== null) return;
    if (cause !== null || unfinished || now <= watched.watchUntil) run(watched);
  };

  return {
    look,
    /** Ends after the page under way. */
    async stop(): Promise<void> {
      stopped = true;
      watched = null;
      await running;
    },
  };
}

function confirmedHalts({ guards }: Pick<RevocationDeps, 'guards'>, now: number): MarketHalt[] {
  return guards.halts().filter(({ since, cleanSince }) => cleanSince === null && now - since >= HALT_CONFIRM_MS);
}

/** What has changed since the ruling before; null when nothing has that could end anything. */
function causeOf(
  before: Watched | null,
  { ruling, dueAt }: { readonly ruling: Ruling; readonly dueAt: number | null },
): Cause | null {
  if (before === null) return 'start';
  if (ruling.rulebook.epoch > before.ruling.rulebook.epoch) return 'rules';
  if (dueAt !== null && ruling.now >= dueAt) return 'time';
  const known = new Set(before.ruling.halts.map(haltKey));
  return ruling.halts.some((halt) => !known.has(haltKey(halt))) ? 'market' : null;
}

/** One occurrence of one halt. */
function haltKey({ code, scope, since }: MarketHalt): string {
  return `${code} ${JSON.stringify(scope)} ${since}`;
}
