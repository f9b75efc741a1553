import type { Lease } from '../../platform/leased-channel/port.ts';
import type { ReportError } from '../publisher.ts';
import type { Every } from '../ticker.ts';

/** Redis forgets a holder that has not renewed for so long. */
export const LEASE_LIFE_MS = 2_000;
export const LEASE_RENEW_MS = 500;
/** How often a candidate asks, and a holder looks at its own time. */
export const LEASE_LOOK_MS = 250;
/** After a failure of its own, a process leaves the lease to others for so long. */
export const LEASE_REST_MS = 5_000;

export interface LeaseKeeperOptions {
  readonly lease: Lease;
  /** A clock that nobody sets; ms. */
  readonly elapsed: () => number;
  readonly every: Every;
  /** A new id for each candidacy. */
  readonly newHolder: () => string;
  /** Of those heard of; 0 before the first. */
  readonly highestReign: () => number;
  readonly onWon: (hold: LeaseHold) => void;
  /** Must end all work of the reign. */
  readonly onLost: (reason: string) => Promise<void>;
  readonly reportError: ReportError;
}

export interface LeaseHold {
  readonly holder: string;
  readonly reign: number;
  /** False from the moment that another process might hold the lease, by this process's own time. */
  isValid(): boolean;
}

export interface LeaseKeeper {
  /** Asks at once; once started, it goes on by itself. */
  start(): void;
  /** Somebody found out that the lease is not this process's. Does nothing when that hold is over already. */
  lose(hold: LeaseHold, reason: string): void;
  /** Gives it up for now: another process may do what this one cannot. */
  resign(hold: LeaseHold, reason: string): void;
  /** Ends the reign, then frees the lease, so that another process can take it at once. */
  stop(): Promise<void>;
}

interface Held {
  readonly hold: LeaseHold;
  /** When the renewal that counts was sent, not when it was answered: what Redis counts from is later. */
  renewedAt: number;
}

/**
 * Competes for the lease, and while it holds it renews it. A hold ends when a renewal is refused, or when none has been
 * answered within the life of the lease; each new reign has a holder id and a number of its own.
 */
export function makeLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { lease, elapsed, every, newHolder, highestReign, onWon, onLost, reportError } = options;
  let holder = newHolder();
  let held: Held | null = null;
  let restUntil = -Infinity;
  let ending: Promise<void> = Promise.resolve();
  let stopped = false;
  let cancelTimer = () => {};
  const { ask, answered } = oneQuestionAtATime(reportError);
  const isFresh = ({ renewedAt }: Held) => elapsed() - renewedAt < LEASE_LIFE_MS;

  const end = (hold: LeaseHold, reason: string) => {
    if (held?.hold !== hold) return;
    held = null;
    holder = newHolder();
    ending = onLost(reason);
  };

  const take = async () => {
    const askedAt = elapsed();
    const reign = await lease.take({ holder, lifeMs: LEASE_LIFE_MS, above: highestReign() });
    if (reign === null || stopped || elapsed() - askedAt >= LEASE_LIFE_MS) return;
    const mine: Held = { renewedAt: askedAt, hold: { holder, reign, isValid: () => held === mine && isFresh(mine) } };
    held = mine;
    onWon(mine.hold);
  };

  const renew = async (mine: Held) => {
    const askedAt = elapsed();
    const renewed = await lease.renew({ holder: mine.hold.holder, lifeMs: LEASE_LIFE_MS });
    if (renewed) mine.renewedAt = askedAt;
    else end(mine.hold, 'the lease is no longer its own');
  };

  const look = () => {
    if (held === null) {
      if (elapsed() >= restUntil) ask(take);
      return;
    }
    const mine = held;
    if (!mine.hold.isValid()) return end(mine.hold, 'the lease could not be renewed in time');
    if (elapsed() - mine.renewedAt >= LEASE_RENEW_MS) ask(() => renew(mine));
  };

  const free = (former: string) => lease.release(former).catch(reportError); // it then ends by itself

  return {
    start() {
      cancelTimer();
      cancelTimer = every(LEASE_LOOK_MS, look);
      look();
    },
    lose: end,
    resign(hold, reason) {
      if (held?.hold !== hold) return;
      end(hold, reason);
      restUntil = elapsed() + LEASE_REST_MS;
      ending = ending.then(() => free(hold.holder));
    },
    async stop() {
      stopped = true;
      cancelTimer();
      await answered();
      const last = holder;
      if (held !== null) end(held.hold, 'the process is stopping');
      await ending;
      await free(last);
    },
  };
}

/** A failure is reported once, not four times a second, until a question is answered again. */
function oneQuestionAtATime(reportError: ReportError) {
  let asking: Promise<void> | null = null;
  let failing = false;
  const put = async (question: () => Promise<void>) => {
    try {
      await question();
      failing = false;
    } catch (error) {
      if (!failing) reportError(error);
      failing = true;
    } finally {
      asking = null;
    }
  };
  return {
    ask(question: () => Promise<void>) {
      asking ??= put(question);
    },
    answered: async () => asking,
  };
}
